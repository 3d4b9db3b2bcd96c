using Paas.Harness;

namespace Paas.Forwarding;

/// <summary>What an app chooses of the router: timeouts, keep-alive, <c>100 Continue</c> from end to end.</summary>
public sealed class RouteSettingsTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Expecting = "POST / HTTP/1.1\r\nHost: app.localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
    private static readonly RouteSettings EndToEnd = new() { EndToEndContinue = true };

    [Fact]
    public async Task FirstByteTimeout_OfTheApp_IsH12()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { FirstByteTimeout = TimeSpan.FromSeconds(3) }, dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        Assert.Equal(503, (await router.AdvanceUntilAsync(request)).Status);
        Assert.Matches("code=H12 .* service=[3-9]\\d\\d\\dms ", await router.Log.NextAsync());
    }

    [Fact]
    public async Task FirstByteTimeout_ChangedInFlight_HoldsForTheNext()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { FirstByteTimeout = TimeSpan.FromSeconds(3) }, dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await router.RouteAsync(new RouteSettings { FirstByteTimeout = TimeSpan.FromHours(1) }, dyno);
        Assert.Equal(503, (await router.AdvanceUntilAsync(request)).Status);
        Assert.Contains("code=H12", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdleTimeout_OfTheApp_IsH15()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { IdleTimeout = TimeSpan.FromSeconds(5) }, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        await client.ReadUntilAsync("abc");
        await router.AdvanceUntilAsync(client.ReadToEndAsync());
        Assert.Matches("code=H15 .* service=[5-9]\\d\\d\\dms ", await router.Log.NextAsync());
    }

    [Fact]
    public async Task ConnectTimeout_OfTheApp_IsH19()
    {
        // A full accept queue: Linux drops further handshakes, so the connect neither succeeds nor fails.
        using var stuck = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        stuck.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        stuck.Listen(0);
        var target = new RouteTarget(Guid.NewGuid(), "web.1", (System.Net.IPEndPoint)stuck.LocalEndPoint!);
        using var filler = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await filler.ConnectAsync(target.Address, TestContext.Current.CancellationToken);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [target])
        {
            Settings = new RouteSettings { ConnectTimeout = TimeSpan.FromSeconds(1) },
        }));
        Assert.Equal(503, (await router.AdvanceUntilAsync(router.GetAsync())).Status);
        Assert.Matches("^at=error code=H19 .* connect=[1-4]\\d\\d\\dms service= ", await router.Log.NextAsync());
    }

    [Fact]
    public async Task DisableDynoKeepAlive_ClosesAfterEachRequest_NotTheClients()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { DisableDynoKeepAlive = true }, dyno);
        using var client = await router.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync(Get);
            using var server = await dyno.AcceptedAsync();
            Assert.Equal("close", (await server.ReadAsync())!["Connection"]);
            // The app ignores what it was told; the router closes all the same.
            await server.SendAsync(Ok);
            Assert.Equal("keep-alive", (await client.ReadAsync())!["Connection"]);
            Assert.True(await server.IsClosedAsync());
        }
    }

    [Fact]
    public async Task EndToEndContinue_DynoGivesIt_ClientGetsItBare()
    {
        await using var exchange = await ContinueExchange.StartAsync(EndToEnd, Expecting);
        Assert.Equal("100-continue", exchange.Request["Expect"]);
        await exchange.Server.SendAsync("HTTP/1.1 100 Go on\r\nX-A: b\r\nConnection: close\r\n\r\n");
        var interim = await exchange.Client.ReadAsync();
        Assert.Equal("HTTP/1.1 100 Continue", interim!.Start);
        Assert.Empty(interim.Headers);
        await exchange.Client.SendAsync("abc");
        Assert.Equal("abc", await exchange.Server.ReadExactlyAsync(3));
        await exchange.Server.SendAsync(Ok);
        Assert.Equal("keep-alive", (await exchange.Client.ReadAsync())!["Connection"]);
    }

    [Fact]
    public async Task EndToEndContinue_BodyIsNotHeldBack()
    {
        await using var exchange = await ContinueExchange.StartAsync(EndToEnd, Expecting + "abc");
        Assert.Equal("abc", await exchange.Server.ReadExactlyAsync(3));
        await exchange.Server.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Ok);
        Assert.Equal(100, (await exchange.Client.ReadAsync())!.Status);
        Assert.Equal((200, "keep-alive"), ((await exchange.Client.ReadAsync()) is { } final ? (final.Status, final["Connection"]) : default));
    }

    [Fact]
    public async Task EndToEndContinue_FinalWithout100_ClosesTheClient()
    {
        await using var exchange = await ContinueExchange.StartAsync(EndToEnd, Expecting);
        await exchange.Server.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((403, "close"), ((await exchange.Client.ReadAsync()) is { } final ? (final.Status, final["Connection"]) : default));
        Assert.True(await exchange.Client.IsClosedAsync());
        Assert.True(await exchange.Server.IsClosedAsync());
    }

    [Fact]
    public async Task EndToEndContinue_Second100_IsRefused()
    {
        await using var exchange = await ContinueExchange.StartAsync(EndToEnd, Expecting + "abc");
        await exchange.Server.SendAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
        Assert.Equal(100, (await exchange.Client.ReadAsync())!.Status);
        Assert.Equal(502, (await exchange.Client.ReadAsync())!.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task EndToEndContinue_WithUpgrade_101Wins(string before)
    {
        await using var exchange = await ContinueExchange.StartAsync(
            EndToEnd, "POST / HTTP/1.1\r\nHost: app.localhost\r\nExpect: 100-continue\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
        await exchange.Server.SendAsync(before + "HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\nhi");
        if (before.Length > 0)
            Assert.Equal(100, (await exchange.Client.ReadAsync())!.Status);
        Assert.Equal(101, (await exchange.Client.ReadAsync())!.Status);
        Assert.Equal("hi", await exchange.Client.ReadExactlyAsync(2));
    }

    [Fact]
    public async Task EndToEndContinue_Http10Client_GetsNo100()
    {
        await using var exchange = await ContinueExchange.StartAsync(
            EndToEnd, "POST / HTTP/1.0\r\nHost: app.localhost\r\nContent-Length: 3\r\n\r\nabc");
        Assert.Null(exchange.Request["Expect"]);
        await exchange.Server.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Ok);
        Assert.Equal(200, (await exchange.Client.ReadAsync())!.Status);
    }

    [Fact]
    public async Task EndToEndContinue_SilentDyno_IsH15()
    {
        await using var exchange = await ContinueExchange.StartAsync(EndToEnd, Expecting);
        Assert.Equal(503, (await exchange.Router.AdvanceUntilAsync(exchange.Client.ReadAsync()))!.Status);
        Assert.Contains("code=H15", await exchange.Router.Log.NextAsync(), StringComparison.Ordinal);
    }

    private sealed class ContinueExchange(TestRouter router, TestDyno dyno, SocketWire client, SocketWire server, Message request) : IAsyncDisposable
    {
        public TestRouter Router => router;

        public SocketWire Client => client;

        public SocketWire Server => server;

        /// <summary>Head of the request, as the dyno got it.</summary>
        public Message Request => request;

        public static async Task<ContinueExchange> StartAsync(RouteSettings settings, string request)
        {
            var dyno = new TestDyno();
            var router = await TestRouter.StartAsync();
            await router.RouteAsync(settings, dyno);
            var client = await router.ConnectAsync();
            await client.SendAsync(request);
            var server = await dyno.AcceptedAsync();
            return new ContinueExchange(router, dyno, client, server, (await server.ReadAsync(noBody: true))!);
        }

        public async ValueTask DisposeAsync()
        {
            await router.DisposeAsync();
            client.Dispose();
            server.Dispose();
            dyno.Dispose();
        }
    }
}
