using Paas.Harness;

namespace Paas.Forwarding;

/// <summary>Whenever its client goes, the dyno is told: its connection is closed, and no work goes on for nobody.</summary>
public sealed class ClientGoneTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";

    [Fact]
    public async Task Queued_DynoNeverHearsOfIt()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { MaxInFlightPerDyno = 1 }, dyno);
        var first = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        await router.QueuedAsync(1);
        client.Dispose();
        await AssertLineAsync(router, "dyno= ");
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await first;
        Assert.Equal(1, dyno.Connections);
        Assert.Equal(0, router.Router.Context.Routes.FindApp(TestRouter.App)!.Queue.Count);
    }

    [Fact]
    public async Task WaitingForADyno_IsNotHeldAnyMore()
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Starting);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        await router.HeldAsync();
        client.Dispose();
        await AssertLineAsync(router, "dyno= ");
        Assert.Equal(0, router.Router.Context.Held.Count);
    }

    [Fact]
    public async Task Connecting_ConnectIsGivenUp()
    {
        // A full accept queue: the connect neither succeeds nor fails.
        using var stuck = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        stuck.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        stuck.Listen(0);
        var target = new RouteTarget(Guid.NewGuid(), "web.1", (System.Net.IPEndPoint)stuck.LocalEndPoint!);
        using var filler = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await filler.ConnectAsync(target.Address, TestContext.Current.CancellationToken);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [target])));
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        while (router.Router.Context.Routes.FindDyno(target.DynoId) is not { InFlight: 1 })
            await Task.Delay(1, TestContext.Current.CancellationToken);
        client.Dispose();
        await AssertLineAsync(router, "dyno=web.1 ");
        Assert.Equal(0, router.Router.Context.Routes.FindDyno(target.DynoId)!.InFlight);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabc")]
    public async Task WaitingOrStreaming_DynoConnectionIsClosed(string answer)
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync(answer);
        if (answer.Length > 0)
            await client.ReadUntilAsync("abc");
        client.Dispose();
        Assert.True(await server.IsClosedAsync());
        await AssertLineAsync(router, "dyno=web.1 ");
    }

    [Fact]
    public async Task Uploading_DynoConnectionIsClosed()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 10\r\n\r\nabc");
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("abc");
        client.Dispose();
        Assert.True(await server.IsClosedAsync());
        await AssertLineAsync(router, "dyno=web.1 ");
    }

    private static async Task AssertLineAsync(TestRouter router, string dyno)
    {
        var line = await router.Log.NextAsync();
        Assert.StartsWith("sock=client at=warning code=H27 desc=\"Client Request Interrupted\" ", line, StringComparison.Ordinal);
        Assert.Contains(" " + dyno, line, StringComparison.Ordinal);
        Assert.Contains(" status=499 ", line, StringComparison.Ordinal);
    }
}
