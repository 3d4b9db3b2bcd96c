using System.Text;
using Microsoft.Extensions.Logging;
using Paas.Harness;

namespace Paas.Http2;

/// <summary>Damaged traffic: whatever a client sends, its connection ends, nothing fails within, and others are served.</summary>
public sealed class Http2FuzzTests
{
    private const int Rounds = 400;
    private static readonly string[] Fields =
    [
        H2Client.Get(), H2Client.Get(method: "POST"), H2Client.Get(method: "POST", more: "content-length: 10"), H2Client.Get(method: "HEAD"),
        H2Client.Get(more: "expect: 100-continue"), H2Client.Get(more: "cookie: a|cookie: b"), "x-trailer: 1", ":status: 200",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Traffic_Damaged_BreaksNothing(int seed)
    {
        var token = TestContext.Current.CancellationToken;
        using var dyno = new TestDyno().Answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n");
        var options = new RouterOptions();
        options.ListenNowhere();
        var failures = new FailureLog();
        await using var router = new HttpRouter(options, logger: failures);
        await router.StartAsync(token);
        await router.UpdateAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target])), token);
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
            await PlayAsync(router, Traffic(random), random);
        Assert.Empty(failures.Messages);

        var good = new H2Frame(H2Frame.Headers, 5, 1, H2Client.Block(H2Client.Get())).ToBytes();
        byte[] traffic = [.. Encoding.ASCII.GetBytes(H2Client.Preface), .. new H2Frame(H2Frame.Settings, 0, 0, []).ToBytes(), .. good];
        Assert.Contains("abc", await PlayAsync(router, traffic, random, waitFor: "abc"), StringComparison.Ordinal);
    }

    private static async Task<string> PlayAsync(HttpRouter router, byte[] traffic, Random random, string? waitFor = null)
    {
        using var wire = new PipeWire();
        wire.Served = router.ServeAsync(wire, null, null, TestContext.Current.CancellationToken);
        var read = waitFor is null ? wire.ReadToEndAsync() : ReadAsync(wire, waitFor);
        try
        {
            for (var at = 0; at < traffic.Length;)
            {
                var count = Math.Min(random.Next(1, 2000), traffic.Length - at);
                await wire.SendAsync(traffic[at..(at + count)]);
                at += count;
            }
        }
        catch (EndOfStreamException)
        {
            // The router has closed, as it may.
        }
        if (waitFor is not null)
            await read;
        wire.EndOutput();
        var seen = await read;
        await wire.EndAsync();
        return seen;
    }

    private static async Task<string> ReadAsync(PipeWire wire, string mark) => await wire.ReadUntilAsync(mark) ?? "";

    private static byte[] Traffic(Random random)
    {
        var bytes = new List<byte>(Encoding.ASCII.GetBytes(H2Client.Preface));
        bytes.AddRange(new H2Frame(H2Frame.Settings, 0, 0, random.Next(3) == 0 ? H2Client.Pairs(4, random.Next(100_000)) : []).ToBytes());
        for (var frame = random.Next(1, 30); frame > 0; frame--)
            bytes.AddRange(Frame(random).ToBytes());
        // One in two is damaged on top of its odd order.
        for (var damage = random.Next(2) * random.Next(1, 6); damage > 0; damage--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 10), bytes.Count - at));
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }
            if (bytes.Count == 0)
                bytes.Add(0);
        }
        return [.. bytes];
    }

    private static H2Frame Frame(Random random)
    {
        var stream = random.Next(8) switch { 0 => 0, 1 => random.Next(20), _ => 2 * random.Next(6) + 1 };
        return random.Next(14) switch
        {
            < 5 => Headers(random, stream),
            < 8 => new H2Frame(H2Frame.Data, random.Next(2), stream, new byte[random.Next(30)]),
            8 => new H2Frame(H2Frame.WindowUpdate, 0, stream, H2Client.Number(random.Next(-2, 100_000))),
            9 => new H2Frame(H2Frame.Reset, 0, stream, H2Client.Number(random.Next(12))),
            10 => new H2Frame(H2Frame.Settings, random.Next(2), 0, H2Client.Pairs(random.Next(8), random.Next())),
            11 => new H2Frame(H2Frame.Ping, random.Next(2), 0, new byte[8]),
            12 => new H2Frame(H2Frame.Continuation, random.Next(2) * 4, stream, H2Client.Block("x: y")),
            _ => new H2Frame(random.Next(12), random.Next(256), stream, Bytes(random, random.Next(40))),
        };
    }

    private static H2Frame Headers(Random random, int stream)
    {
        var block = H2Client.Block(Fields[random.Next(Fields.Length)]);
        return new H2Frame(H2Frame.Headers, random.Next(4) == 0 ? random.Next(256) & ~0x28 : 4 + random.Next(2), stream, block);
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private sealed class FailureLog : ILogger<HttpRouter>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            lock (Messages)
                Messages.Add(formatter(state, exception) + exception);
        }
    }
}
