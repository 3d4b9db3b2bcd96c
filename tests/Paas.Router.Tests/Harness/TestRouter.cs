using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Paas.Harness;

/// <summary>A router on a free port with a clock that stands still until it is moved.</summary>
internal sealed class TestRouter : IAsyncDisposable
{
    public static readonly Guid App = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef");
    private readonly List<IDisposable> _owned = [];

    private TestRouter(RouterOptions options, FakeTimeProvider? time = null, IAppWaker? waker = null)
    {
        Options = options;
        Time = time ?? Time;
        Router = new HttpRouter(options, Log, Time, new Random(1), waker: waker);
    }

    public RouterOptions Options { get; }

    public HttpRouter Router { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public TestLog Log { get; } = new();

    public IPEndPoint EndPoint => Router.EndPoints[0];

    public static async Task<TestRouter> StartAsync(Action<RouterOptions>? configure = null)
    {
        var options = new RouterOptions { EventLoops = EventLoop.IsSupported ? 1 : 0 };
        configure?.Invoke(options);
        options.Listen(0);
        var router = new TestRouter(options);
        await router.Router.StartAsync(TestContext.Current.CancellationToken);
        return router;
    }

    /// <summary>Starts a router that has somebody to wake apps.</summary>
    public static async Task<TestRouter> StartAsync(IAppWaker waker)
    {
        var router = new TestRouter(new RouterOptions().Listen(0), waker: waker);
        await router.Router.StartAsync(TestContext.Current.CancellationToken);
        return router;
    }

    /// <summary>Starts a router with a clock of the test's own.</summary>
    public static async Task<TestRouter> StartAsync(FakeTimeProvider time)
    {
        var router = new TestRouter(new RouterOptions().Listen(0), time);
        await router.Router.StartAsync(TestContext.Current.CancellationToken);
        return router;
    }

    /// <summary>Starts a router whose app.localhost is served by these dynos.</summary>
    public static async Task<TestRouter> StartAsync(params TestDyno[] dynos)
    {
        var router = await StartAsync();
        await router.RouteAsync(RouteStatus.Serving, dynos);
        router._owned.AddRange(dynos);
        return router;
    }

    public async Task RouteAsync(RouteStatus status, params TestDyno[] dynos) =>
        await RouteAsync(Table("app.localhost", new HttpRoute(App, "app", status, [.. dynos.Select(dyno => dyno.Target)])));

    public async Task RouteAsync(RouteSettings settings, params TestDyno[] dynos) =>
        await RouteAsync(Table("app.localhost", new HttpRoute(App, "app", RouteStatus.Serving, [.. dynos.Select(dyno => dyno.Target)]) { Settings = settings }));

    public async Task RouteAsync(RouteTable table) => await Router.UpdateAsync(table, TestContext.Current.CancellationToken);

    public static RouteTable Table(params (string Host, HttpRoute Route)[] routes) =>
        new(RouteTable.Empty.Hosts.AddRange(routes.Select(route => KeyValuePair.Create(route.Host, route.Route))));

    public static RouteTable Table(string host, HttpRoute route) => Table((host, route));

    public async Task<SocketWire> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(EndPoint, TestContext.Current.CancellationToken);
        var wire = new SocketWire(socket);
        lock (_owned)
            _owned.Add(wire);
        return wire;
    }

    /// <summary>Connects by pipes instead of a socket.</summary>
    public PipeWire ConnectPipe(EndPoint? remote = null, EndPoint? local = null, CancellationToken cancellationToken = default)
    {
        var wire = new PipeWire();
        wire.Served = Router.ServeAsync(wire, remote, local, cancellationToken);
        return wire;
    }

    /// <summary>Sends a request on a connection of its own and reads the answer.</summary>
    public async Task<Message> SendAsync(string request)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(request);
        return await client.ReadAsync() ?? throw new EndOfStreamException("The router closed without an answer.");
    }

    public Task<Message> GetAsync(string path = "/", string host = "app.localhost") =>
        SendAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");

    /// <summary>Moves the clock in steps of half a second until the task is done.</summary>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> task, bool moves = true)
    {
        if (moves)
            await AdvanceWhileAsync(() => !task.IsCompleted);
        return await task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>
    /// Moves the clock in steps of half a second as long as the condition holds. Every step lets the pool catch up, so
    /// that on a busy machine the clock does not outrun the router.
    /// </summary>
    public async Task AdvanceWhileAsync(Func<bool> condition)
    {
        // The router notes a deadline some moments after a peer sees its bytes, so time moves until it has.
        for (var step = 0; step < 2000 && condition(); step++)
        {
            // A flow that was woken by the last step, and has not got its turn yet, would tell a later time.
            for (var wait = 0; wait < 5000 && condition() && !Router.Context.Clients.AreWaiting; wait++)
                await Task.Delay(1);
            Time.Advance(TimeSpan.FromMilliseconds(500));
            for (var turn = 0; turn < 4 && condition(); turn++)
            {
                var turned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                ThreadPool.UnsafeQueueUserWorkItem(static turned => turned.SetResult(), turned, preferLocal: false);
                await turned.Task;
            }
            if (condition())
                await Task.Delay(2);
        }
    }

    /// <summary>
    /// Waits until the router has done with all that it has received, and then moves the clock. A flow at work knows only
    /// the time at which it woke up.
    /// </summary>
    public async Task SettleAndAdvanceAsync(TimeSpan time)
    {
        while (!Router.Context.Clients.AreWaiting)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        Time.Advance(time);
    }

    /// <summary>Waits until a request is held for want of a dyno.</summary>
    public async Task HeldAsync()
    {
        while (Router.Context.Held.Count == 0)
            await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until this many requests are in the app's queue.</summary>
    public async Task QueuedAsync(int count)
    {
        while (Router.Context.Routes.FindApp(App)?.Queue.Count != count)
            await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    /// <summary>Lets something end with the router.</summary>
    public void Own(IDisposable owned)
    {
        lock (_owned)
            _owned.Add(owned);
    }

    public async ValueTask DisposeAsync()
    {
        await Router.DisposeAsync();
        foreach (var owned in _owned)
            owned.Dispose();
    }
}
