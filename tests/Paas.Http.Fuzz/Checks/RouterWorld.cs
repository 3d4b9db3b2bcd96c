using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Paas.Forwarding;
using Paas.Fuzzing.Generation;

namespace Paas.Fuzzing.Checks;

/// <summary>A whole router between a client and dynos in memory, with a clock that the harness moves.</summary>
internal sealed class RouterWorld : ILogSink, ILogger<HttpRouter>, IDisposable
{
    private static readonly Guid App = new(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]);
    private static readonly IPEndPoint Client = new(IPAddress.Parse("9.9.9.9"), 1234);
    private static readonly IPEndPoint Local = new(IPAddress.Loopback, 80);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly Random _random;
    private readonly Func<byte[]> _nextResponse;
    private readonly HttpRouter _router;
    private Exception? _failure;

    public RouterWorld(Random random, Func<byte[]> nextResponse)
    {
        _random = random;
        _nextResponse = nextResponse;
        _router = new HttpRouter(new RouterOptions().ListenNowhere(), this, _time, random, this);
        _router.Context.Dial = Dial;
        RouteTarget[] targets = [Target(1), Target(2)];
        var route = new HttpRoute(App, "a", RouteStatus.Serving, [.. targets]);
        _router.UpdateAsync(new RouteTable(RouteTable.Empty.Hosts.Add("a.test", route)), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public List<MemoryDyno> Dynos { get; } = [];

    public List<string> Lines { get; } = [];

    /// <summary>Sends the bytes to the router, plays the dynos, and waits for the connection's end. Returns the client's end.</summary>
    public MemoryEnd Run(byte[] bytes)
    {
        Lines.Clear();
        Dynos.Clear();
        var context = _router.Context;
        var end = new MemoryEnd(_random) { Hesitates = true };
        var connection = new ClientConnection(context, null, end, new ClientFacts(Client, Local, isTls: false));
        context.Clients.TryAdd(connection);
        var served = connection.RunAsync();
        var sent = 0;
        for (var steps = 0; ; steps++)
        {
            WaitFor(connection, served);
            if (served.IsCompleted)
                break;
            if (sent < bytes.Length && end.IsOpen && _random.OneIn(2))
            {
                var length = _random.OneIn(3) ? bytes.Length - sent : Math.Min(1 + _random.Next(60), bytes.Length - sent);
                end.Feed(bytes[sent..(sent + length)]);
                sent += length;
                continue;
            }
            if (StepDynos() | end.Settle() || (sent < bytes.Length && end.IsOpen))
                continue;
            // Nothing moves any more: the client goes, or time does.
            if (end.IsOpen && _random.OneIn(4))
                end.FeedEnd();
            else if (end.IsOpen && _random.OneIn(8))
                end.FeedReset();
            _time.Advance(TimeSpan.FromSeconds(5));
            context.Clients.Tick(context.Clock.Now, int.MaxValue);
            if (steps > 20_000)
                throw new FindingException($"The router does not come to an end with {FindingException.Show(bytes)}");
        }
        // What the router let go of ends; what it keeps for later is closed now.
        context.Routes.CloseIdle();
        while (StepDynos() | end.Settle())
        {
        }
        if (_failure is not null)
            throw new FindingException($"The router failed with {_failure} at {FindingException.Show(bytes)}");
        Balance(bytes, end);
        return end;
    }

    /// <summary>Lets go of the router, which was never started.</summary>
    public void Dispose() => _router.DisposeAsync().AsTask().GetAwaiter().GetResult();

    void ILogSink.Write(LogLine line) => Lines.Add(line.Message);

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _failure ??= exception;

    private static RouteTarget Target(int number) =>
        new(new Guid(number, 0, 0, new byte[8]), $"web.{number}", new IPEndPoint(IPAddress.Loopback, number));

    // What was posted to the pool comes back to this thread's turn.
    private static void WaitFor(ClientConnection connection, Task served)
    {
        if (!connection.IsWaiting && !served.IsCompleted && !SpinWait.SpinUntil(() => connection.IsWaiting || served.IsCompleted, TimeSpan.FromSeconds(50)))
            throw new FindingException("The flow neither waits nor ends.");
    }

    private MemoryEnd Dial(RouteTarget target)
    {
        var dyno = new MemoryDyno(new MemoryEnd(_random) { Hesitates = true }, _random, _nextResponse);
        Dynos.Add(dyno);
        return dyno.End;
    }

    private bool StepDynos()
    {
        var any = false;
        // The router may dial while one is stepped.
        for (var i = 0; i < Dynos.Count; i++)
            any |= Dynos[i].Step();
        return any;
    }

    private void Balance(byte[] bytes, MemoryEnd end)
    {
        var context = _router.Context;
        var app = context.Routes.FindApp(App);
        Require(context.Clients.Count == 0, "a connection is still counted");
        Require(context.Held.Count == 0, "a request is still held");
        Require(app is null || (app.InFlight == 0 && app.Connections == 0), $"the app has {app?.InFlight} in flight, {app?.Connections} connections");
        foreach (var dyno in app?.View.Dynos ?? [])
            Require(dyno.InFlight == 0, $"{dyno.Target.Name} has {dyno.InFlight} in flight");
        Require(end.IsClosed || end.IsReset, "the client's connection is not closed");
        Require(Dynos.TrueForAll(dyno => dyno.End.IsClosed || dyno.End.IsReset), "a dyno's connection is not closed");

        void Require(bool condition, string what)
        {
            if (!condition)
                throw new FindingException($"Out of balance: {what}, after {FindingException.Show(bytes)}");
        }
    }
}
