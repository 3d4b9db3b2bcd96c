using Paas.Harness;

namespace Paas.Forwarding;

public sealed class ConnectionTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";

    [Fact]
    public async Task KeepAlive_ManyRequests_UseOneDynoConnection()
    {
        var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync(Get);
            Assert.Equal("ok", (await client.ReadAsync())!.Body);
        }
        Assert.Equal(1, dyno.Connections);
    }

    [Fact]
    public async Task Pipelined_Requests_AreAnsweredInOrder()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(request =>
            $"HTTP/1.1 200 OK\r\nContent-Length: {request.Start.Length}\r\n\r\n{request.Start}"));
        using var client = await router.ConnectAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"POST /{i} HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 1\r\n\r\nx\r\n")));
        for (var i = 0; i < 20; i++)
            Assert.Equal($"POST /{i} HTTP/1.1", (await client.ReadAsync())!.Body);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\nHost: app.localhost\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\nHost: app.localhost\r\nConnection: Keep-Alive\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close, keep-alive\r\n\r\n", true)]
    public async Task Client_ConnectionWish_IsHonoured(string request, bool closes)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await router.ConnectAsync();
        await client.SendAsync(request);
        Assert.Equal(closes ? "close" : "keep-alive", (await client.ReadAsync())!["Connection"]);
        if (closes)
        {
            Assert.True(await client.IsClosedAsync());
            return;
        }
        await client.SendAsync(request);
        Assert.Equal(200, (await client.ReadAsync())!.Status);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok+surplus")]
    public async Task Dyno_ThatWillNotKeepIts_GetsNewConnection(string answer)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        for (var i = 1; i <= 2; i++)
        {
            await client.SendAsync(Get);
            using var server = await dyno.AcceptedAsync();
            await server.ReadAsync();
            await server.SendAsync(answer);
            var response = await client.ReadAsync();
            Assert.Equal(("keep-alive", "ok"), (response!["Connection"], response.Body));
            Assert.Equal(i, dyno.Connections);
        }
    }

    [Fact]
    public async Task IdleDynoConnection_ClosedByDyno_IsDroppedAtOnce()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        for (var i = 1; i <= 3; i++)
        {
            await client.SendAsync(Get);
            using (var server = await dyno.AcceptedAsync())
            {
                await server.ReadAsync();
                await server.SendAsync(Ok);
                await client.ReadAsync();
                await router.Log.NextAsync();
            }
        }
        Assert.Equal(3, dyno.Connections);
    }

    [Fact]
    public async Task IdleDynoConnection_ClosedAsRequestIsSent_IsRetriedOnce()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var first = await dyno.AcceptedAsync();
        await first.ReadAsync();
        await first.SendAsync(Ok);
        await client.ReadAsync();
        await router.Log.NextAsync();

        await client.SendAsync(Get);
        await first.ReadAsync();
        first.Dispose();
        using var second = await dyno.AcceptedAsync();
        await second.ReadAsync();
        await second.SendAsync(Ok);
        Assert.Equal(200, (await client.ReadAsync())!.Status);
        Assert.StartsWith("at=info", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdleDynoConnection_ClosedAsPostIsSent_IsNotRetried()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var first = await dyno.AcceptedAsync();
        await first.ReadAsync();
        await first.SendAsync(Ok);
        await client.ReadAsync();
        await router.Log.NextAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 0\r\n\r\n");
        await first.ReadAsync();
        first.Dispose();
        Assert.Equal(503, (await client.ReadAsync())!.Status);
        Assert.Contains("code=H13", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, dyno.Connections);
    }

    [Fact]
    public async Task IdleDynoConnection_After90Seconds_IsClosed()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync(Ok);
        await request;
        await router.Log.NextAsync();

        router.Time.Advance(TimeSpan.FromSeconds(89));
        request = router.GetAsync();
        await server.ReadAsync();
        await server.SendAsync(Ok);
        await request;
        await router.Log.NextAsync();

        var before = router.Time.GetUtcNow();
        Assert.True(await router.AdvanceUntilAsync(server.IsClosedAsync()));
        Assert.True(router.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Client_GoneBeforeResponse_ClosesDynoConnection()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        client.Dispose();
        Assert.True(await server.IsClosedAsync());
        var line = await router.Log.NextAsync();
        Assert.StartsWith("sock=client at=warning code=H27 desc=\"Client Request Interrupted\" method=GET ", line, StringComparison.Ordinal);
        Assert.Contains(" dyno=web.1 connect=0ms service=0ms status=499 bytes=0 ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_GoneDuringUpload_ClosesDynoConnection()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var client = await router.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 10\r\n\r\nabc");
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("abc");
        client.Reset();
        Assert.True(await server.IsClosedAsync());
        Assert.Contains("code=H27", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_WebSocket_BecomesBytePipe()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET /ws HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\nearly");
        using var server = await dyno.AcceptedAsync();
        var request = await server.ReadAsync();
        Assert.Equal(("Upgrade", "websocket", "k"), (request!["Connection"], request["Upgrade"], request["Sec-WebSocket-Key"]));
        await server.SendAsync("HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: a\r\n\r\nwelcome");
        var response = await client.ReadAsync();
        Assert.Equal("HTTP/1.1 101 Switching Protocols", response!.Start);
        Assert.Equal(("Upgrade", "websocket", "a"), (response["Connection"], response["Upgrade"], response["Sec-WebSocket-Accept"]));
        Assert.Equal("welcome", await client.ReadExactlyAsync(7));
        Assert.Equal("early", await server.ReadExactlyAsync(5));
        await client.SendAsync("ping");
        Assert.Equal("ping", await server.ReadExactlyAsync(4));
        await server.SendAsync("pong");
        Assert.Equal("pong", await client.ReadExactlyAsync(4));
        Assert.Equal(0, router.Log.Count);

        client.Dispose();
        Assert.True(await server.IsClosedAsync());
        Assert.Contains(" status=101 bytes=11 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_DynoCloses_ClientGetsRestAndClose()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
        using (var server = await dyno.AcceptedAsync())
        {
            await server.ReadAsync();
            await server.SendAsync("HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\nbye");
        }
        Assert.Equal(101, (await client.ReadAsync())!.Status);
        Assert.Equal("bye", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Upgrade_Refused_IsOrdinaryResponse()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await router.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            Assert.Equal((200, "keep-alive"), ((await client.ReadAsync()) is { } r ? (r.Status, r["Connection"]) : default));
        }
    }

    [Fact]
    public async Task Upgrade_H2c_IsNotPassedOn()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var response = await router.SendAsync(
            "GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n");
        Assert.DoesNotContain("h2c", response.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Settings", response.Body, StringComparison.Ordinal);
    }
}
