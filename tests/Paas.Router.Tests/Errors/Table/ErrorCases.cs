using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Paas.Harness;

namespace Paas.Errors.Table;

/// <summary>All cases of the table, in the order of their codes.</summary>
internal static class ErrorCases
{
    private static readonly string Long = new('a', 8192);

    public static IEnumerable<Func<Task<ErrorCase>>> All =>
    [
        () => Provoke.RequestAsync("–", "no route for the host", Provoke.Get.Replace("app.", "nobody.", StringComparison.Ordinal), hasLine: false),
        () => Provoke.StatusAsync("H10", "the route says that all web dynos have crashed", RouteStatus.Crashed),
        BacklogTooDeepAsync,
        QueueFullAsync,
        () => Provoke.DynoAsync("H12", "the dyno takes the request and sends nothing for 30 s", _ => Task.CompletedTask, 30_000),
        () => Provoke.DynoAsync("H13", "the dyno closes its connection without a byte", server => { server.EndOutput(); return Task.CompletedTask; }),
        () => Provoke.StatusAsync("H14", "the formation has no web dynos", RouteStatus.NoWebDynos),
        () => Provoke.DynoAsync("H15", "the dyno stops in the middle of a body for 55 s", server => server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), 55_000),
        () => Provoke.DynoAsync("H15", "nobody says anything on a WebSocket for 55 s", server => server.SendAsync("HTTP/1.1 101 Go\r\nUpgrade: websocket\r\n\r\n"), 55_000, upgrade: true),
        () => Provoke.AnswerAsync("H17", "the dyno's status line has no space behind the code (and whatever else is no HTTP)", "HTTP/1.1 200\r\n\r\n"),
        () => Provoke.AnswerAsync("H17", "the dyno sends a second `100 Continue`", "HTTP/1.1 100 A\r\n\r\nHTTP/1.1 100 B\r\n\r\n"),
        () => Provoke.AnswerAsync("H17", "the dyno sends a bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"),
        () => Provoke.DynoAsync("H18", "the dyno's connection ends within the head", async server => { await server.SendAsync("HTTP/1.1 200 OK\r\nA"); server.EndOutput(); }),
        () => Provoke.DynoAsync("H18", "the dyno's connection ends within the body", async server => { await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"); server.EndOutput(); }),
        ConnectTimeoutAsync,
        () => Provoke.StatusAsync("H20", "web dynos are starting, and none is up within 75 s", RouteStatus.Starting, 75_000),
        ConnectRefusedAsync,
        ConnectionLimitAsync,
        ForcedCloseAsync,
        () => Provoke.AnswerAsync("H25", "differing lengths, or a length beside chunked, or a coding other than chunked", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        () => Provoke.AnswerAsync("H25", "a `Set-Cookie` line over 8,192 bytes", $"HTTP/1.1 200 OK\r\nSet-Cookie: {Long}\r\n\r\n"),
        () => Provoke.AnswerAsync("H25", "a header line over 524,288 bytes", $"HTTP/1.1 200 OK\r\nA: {string.Concat(Enumerable.Repeat(Long, 64))}\r\n\r\n"),
        () => Provoke.AnswerAsync("H25", "a status line over 8,192 bytes", $"HTTP/1.1 200 {Long}\r\n\r\n"),
        () => Provoke.RequestAsync("H26", "`Expect` other than `100-continue`", "GET /x?y=1 HTTP/1.1\r\n" + Provoke.Fields + "Expect: cake\r\n\r\n"),
        () => Provoke.RequestAsync("H26", "a field that is ambiguous or malformed", "GET /x?y=1 HTTP/1.1\r\n" + Provoke.Fields + "Content-Length: +1\r\n\r\n"),
        () => Provoke.RequestAsync("H26", "a head that cannot be parsed: there is no app to tell", "GET /x?y=1 HTTP/1.1\r\n" + Provoke.Fields + "A : b\r\n\r\n", hasLine: false),
        () => Provoke.ClientAsync("H26", "the client sends a bad chunk", "POST /x?y=1 HTTP/1.1\r\n" + Provoke.Fields + "Transfer-Encoding: chunked\r\n\r\nx\r\n", _ => { }),
        () => Provoke.RequestAsync("H26", "CONNECT", "CONNECT app.localhost:80 HTTP/1.1\r\n" + Provoke.Fields + "\r\n"),
        () => Provoke.RequestAsync("H26", "a version other than 1.0 and 1.1", "GET /x?y=1 HTTP/1.2\r\n" + Provoke.Fields + "\r\n", hasLine: false),
        () => Provoke.ClientAsync("H27", "the client goes before the answer", Provoke.Get, client => client.Dispose()),
        () => Provoke.ClientAsync("H28", "the client stops in the middle of its body for 55 s", "POST /x?y=1 HTTP/1.1\r\n" + Provoke.Fields + "Content-Length: 9\r\n\r\nabc", _ => { }, 55_000),
        TlsCases.MisdirectedAsync,
        TlsCases.CertificateMismatchAsync,
        StreamBrokenAsync,
        AllQuarantinedAsync,
        () => Provoke.StatusAsync("H80", "maintenance mode", RouteStatus.Maintenance),
        () => Provoke.StatusAsync("H81", "nothing was deployed yet", RouteStatus.Blank),
        () => Provoke.StatusAsync("H82", "the account has used up its dyno hours", RouteStatus.QuotaExhausted),
        PlatformErrorAsync,
    ];

    private static async Task<ErrorCase> StreamBrokenAsync()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get("/x?y=1", more: "x-request-id: 0123456789abcdef0123"));
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await client.SendWindowAsync(1, 0);
        Assert.Equal(1, (await client.ResponseAsync(1)).ResetCode);
        var seen = ErrorCase.Of("H33", "the client breaks the rules of HTTP/2 on a stream, or says that the router does", null, await router.Log.NextAsync());
        return seen with { Status = "stream reset" };
    }

    private static async Task<ErrorCase> BacklogTooDeepAsync()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.MaxInFlightPerDyno = 1);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var first = await router.ConnectAsync();
        await first.SendAsync(Provoke.Get);
        await (await dyno.AcceptedAsync()).ReadAsync();
        var response = await router.SendAsync(Provoke.Get);
        return ErrorCase.Of("H11", "200 requests per dyno are in flight to the app already", response, await router.Log.NextAsync());
    }

    private static async Task<ErrorCase> QueueFullAsync()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        var route = new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target]) { Settings = new RouteSettings { MaxInFlightPerDyno = 1, MaxQueued = 0 } };
        await router.RouteAsync(TestRouter.Table("app.localhost", route));
        using var first = await router.ConnectAsync();
        await first.SendAsync(Provoke.Get);
        await (await dyno.AcceptedAsync()).ReadAsync();
        var response = await router.SendAsync(Provoke.Get);
        return ErrorCase.Of("H11", "all dynos of an app that caps its requests are full, and so is its queue", response, await router.Log.NextAsync());
    }

    private static async Task<ErrorCase> ConnectTimeoutAsync()
    {
        // A full accept queue: Linux drops further handshakes, so the connect neither succeeds nor fails.
        using var stuck = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stuck.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        stuck.Listen(0);
        var target = new RouteTarget(Guid.NewGuid(), "web.1", (IPEndPoint)stuck.LocalEndPoint!);
        using var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filler.ConnectAsync(target.Address, TestContext.Current.CancellationToken);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [target])));
        var response = await router.AdvanceUntilAsync(router.SendAsync(Provoke.Get));
        return ErrorCase.Of("H19", "no dyno's handshake ends within 5 s, at most ten tried", response, await router.Log.NextAsync(), 5000);
    }

    private static async Task<ErrorCase> ConnectRefusedAsync()
    {
        using var dyno = new TestDyno(listens: false);
        await using var router = await TestRouter.StartAsync(dyno);
        var response = await router.SendAsync(Provoke.Get);
        return ErrorCase.Of("H21", "all dynos refuse the connection, at most ten tried", response, await router.Log.NextAsync());
    }

    private static async Task<ErrorCase> ConnectionLimitAsync()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(options => options.MaxConnectionsPerApp = 1);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var first = await router.ConnectAsync();
        await first.SendAsync(Provoke.Get);
        await first.ReadAsync();
        await router.Log.NextAsync();
        var response = await router.SendAsync(Provoke.Get);
        return ErrorCase.Of("H22", "a client connection more than `RouterOptions.MaxConnectionsPerApp` asks for the app", response, await router.Log.NextAsync());
    }

    private static async Task<ErrorCase> ForcedCloseAsync()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Provoke.Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
        await client.ReadUntilAsync("abc");
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await router.Router.StopAsync(now.Token);
        return ErrorCase.Of("H24", "the router stops, and the request does not end within 30 s (here: the host does not wait)", null, await router.Log.NextAsync());
    }

    private static async Task<ErrorCase> AllQuarantinedAsync()
    {
        using var dyno = new TestDyno(listens: false);
        await using var router = await TestRouter.StartAsync(options => options.QuarantineTime = TimeSpan.FromMinutes(10));
        await router.RouteAsync(RouteStatus.Serving, dyno);
        await router.SendAsync(Provoke.Get);
        await router.Log.NextAsync();
        var request = router.SendAsync(Provoke.Get);
        await router.HeldAsync();
        var response = await router.AdvanceUntilAsync(request);
        return ErrorCase.Of("H34", "all dynos that are up are quarantined for 75 s", response, await router.Log.NextAsync(), 75_000);
    }

    private static async Task<ErrorCase> PlatformErrorAsync()
    {
        using var dyno = new TestDyno().Echo();
        var clock = new FailingClock();
        await using var router = await TestRouter.StartAsync(clock);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        await router.SendAsync(Provoke.Get);
        await router.Log.NextAsync();
        clock.FailOnce();
        var response = await router.SendAsync(Provoke.Get);
        return ErrorCase.Of("H99", "the router itself fails: no sockets or ports left, or a defect (here: a clock that throws)", response, await router.Log.NextAsync());
    }

    private sealed class FailingClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
        private int _fails;

        public void FailOnce() => Volatile.Write(ref _fails, 1);

        public override long GetTimestamp() => base.GetUtcNow().Ticks;

        public override DateTimeOffset GetUtcNow() =>
            Interlocked.Exchange(ref _fails, 0) == 1 ? throw new InvalidOperationException("The clock fails once.") : base.GetUtcNow();
    }
}
