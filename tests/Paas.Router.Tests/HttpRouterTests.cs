using System.Net;
using System.Net.Sockets;
using Paas.Harness;

namespace Paas;

public sealed class HttpRouterTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_LeastInFlight_SpreadOverDynos()
    {
        var one = new TestDyno("web.1");
        var two = new TestDyno("web.2");
        await using var router = await TestRouter.StartAsync(one, two);
        for (var i = 0; i < 3; i++)
        {
            var a = await router.ConnectAsync();
            await a.SendAsync(Get);
            var b = await router.ConnectAsync();
            await b.SendAsync(Get);
            await (await one.AcceptedAsync()).ReadAsync();
            await (await two.AcceptedAsync()).ReadAsync();
        }
    }

    [Fact]
    public async Task Drain_RequestInFlight_CompletesWhenItEnds()
    {
        using var old = new TestDyno("web.1");
        using var fresh = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Serving, old);
        var first = router.GetAsync();
        using var idle = await old.AcceptedAsync();
        await idle.ReadAsync();
        var second = router.GetAsync();
        using var busy = await old.AcceptedAsync();
        await busy.ReadAsync();
        await idle.SendAsync(Ok);
        await first;
        await router.Log.NextAsync();

        await router.RouteAsync(RouteStatus.Serving, fresh);
        var drain = router.Router.DrainAsync(old.Target.DynoId, Token).AsTask();
        Assert.True(await idle.IsClosedAsync());
        Assert.Equal(200, (await router.GetAsync()).Status);
        Assert.False(drain.IsCompleted);
        await busy.SendAsync(Ok);
        Assert.Equal(200, (await second).Status);
        await drain.WaitAsync(TimeSpan.FromSeconds(30), Token);
        // It is not kept either, since no request will come for it.
        Assert.True(await busy.IsClosedAsync());
    }

    [Fact]
    public async Task Drain_UnknownOrIdleDyno_CompletesAtOnce()
    {
        var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync(dyno);
        await router.GetAsync();
        await router.Router.DrainAsync(Guid.NewGuid(), Token);
        await router.RouteAsync(RouteTable.Empty);
        await router.Router.DrainAsync(dyno.Target.DynoId, Token);
    }

    [Fact]
    public async Task Drain_Token_BoundsTheWait()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        _ = router.GetAsync();
        await (await dyno.AcceptedAsync()).ReadAsync();
        using var bound = new CancellationTokenSource();
        var drain = router.Router.DrainAsync(dyno.Target.DynoId, bound.Token).AsTask();
        await bound.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drain);
    }

    [Fact]
    public async Task RollingReplace_UnderLoad_FailsNoRequest()
    {
        await using var router = await TestRouter.StartAsync();
        var present = new TestDyno("web.1").Answer(Ok);
        await router.RouteAsync(RouteStatus.Serving, present);
        using var stop = new CancellationTokenSource();
        var answered = 0;
        var clients = Enumerable.Range(0, 8).Select(index => Task.Run(async () =>
        {
            using var client = await router.ConnectAsync();
            while (!stop.IsCancellationRequested)
            {
                await client.SendAsync(index % 2 == 0 ? Get : "POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 1\r\n\r\nx");
                Assert.Equal("HTTP/1.1 200 OK", (await client.ReadAsync())?.Start);
                Interlocked.Increment(ref answered);
            }
        }, Token)).ToArray();
        for (var round = 0; round < 30; round++)
        {
            // Up, checked, routed; the old one unrouted, drained, stopped.
            var next = new TestDyno("web.1").Answer(Ok);
            await router.RouteAsync(RouteStatus.Serving, present, next);
            Assert.Null(await router.Router.CheckAsync(next.Target.DynoId, Token));
            await router.RouteAsync(RouteStatus.Serving, next);
            await router.Router.DrainAsync(present.Target.DynoId, Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
            present.Dispose();
            present = next;
            var seen = Volatile.Read(ref answered);
            while (Volatile.Read(ref answered) < seen + 20 && !clients.Any(client => client.IsFaulted))
                await Task.Yield();
        }
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        present.Dispose();
    }

    [Fact]
    public async Task Check_TellsWhatAPersonNeeds()
    {
        using var up = new TestDyno("web.1");
        using var down = new TestDyno("web.2", listens: false);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Serving, up, down);
        Assert.Null(await router.Router.CheckAsync(up.Target.DynoId, Token));
        Assert.Equal($"Nothing listens at {down.Target.Address}: the connection was refused.", await router.Router.CheckAsync(down.Target.DynoId, Token));
        Assert.Contains("has no dyno", await router.Router.CheckAsync(Guid.NewGuid(), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_Port0_IsReachableOnBothFamilies()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        var port = router.Router.Address!.Port;
        Assert.Equal($"http://localhost:{port}/", router.Router.Address.ToString());
        foreach (var endPoint in router.Router.EndPoints)
        {
            Assert.Equal(port, endPoint.Port);
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, Token);
            using var client = new SocketWire(socket);
            await client.SendAsync(Get);
            Assert.Equal(200, (await client.ReadAsync())!.Status);
        }
    }

    [Fact]
    public async Task Start_PortInUse_NamesPortAndOption()
    {
        await using var first = await TestRouter.StartAsync();
        await using var second = new HttpRouter(new RouterOptions().Listen(first.EndPoint));
        var exception = await Assert.ThrowsAsync<IOException>(() => second.StartAsync(Token));
        Assert.Equal(
            $"The router cannot listen on {first.EndPoint}: the port is taken by another program. Stop that program, or choose another one with RouterOptions.Listen.",
            exception.Message);
        Assert.Null(second.Address);
    }

    [Fact]
    public async Task Stop_IdleAtOnce_InFlightFinishes()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var idle = await router.ConnectAsync();
        using var busy = await router.ConnectAsync();
        await busy.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();

        var stop = router.Router.StopAsync(Token);
        Assert.True(await idle.IsClosedAsync());
        await Assert.ThrowsAsync<SocketException>(router.ConnectAsync);
        Assert.False(stop.IsCompleted);
        await server.SendAsync(Ok);
        var response = await busy.ReadAsync();
        Assert.Equal(("ok", "close"), (response!.Body, response["Connection"]));
        await stop.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.StartsWith("at=info", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_AfterGrace_IsH24()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        var stop = router.Router.StopAsync(Token);
        await router.AdvanceUntilAsync(stop.ContinueWith(_ => true, Token, TaskContinuationOptions.None, TaskScheduler.Default));
        Assert.True(await client.IsClosedAsync());
        Assert.True(await server.IsClosedAsync());
        Assert.Matches("^at=error code=H24 desc=\"Forced close\" .* status= bytes=0 ", await router.Log.NextAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: app")]
    public async Task IdleClient_WithoutWholeHead_IsClosedAfterAMinute(string start)
    {
        await using var router = await TestRouter.StartAsync();
        using var client = await router.ConnectAsync();
        await client.SendAsync(start);
        var before = router.Time.GetUtcNow();
        Assert.True(await router.AdvanceUntilAsync(client.IsClosedAsync()));
        Assert.True(router.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task IdleClients_TwoThousand_DoNotKeepRequestsFromOthers()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        var idle = new List<Wire>();
        for (var i = 0; i < 2000; i++)
        {
            idle.Add(await router.ConnectAsync());
            await idle[i].SendAsync("GET / HTTP/1.1\r\n");
        }
        Assert.Equal(200, (await router.GetAsync()).Status);
        await idle[1000].SendAsync("Host: app.localhost\r\n\r\n");
        Assert.Equal(200, (await idle[1000].ReadAsync())!.Status);
        Assert.True(await router.AdvanceUntilAsync(Task.WhenAll(idle.Where((_, i) => i != 1000).Select(client => client.IsClosedAsync())).ContinueWith(all => all.IsCompletedSuccessfully, Token, TaskContinuationOptions.None, TaskScheduler.Default)));
    }

    [Fact]
    public async Task Connections_AboveLimit_AreClosed()
    {
        await using var router = await TestRouter.StartAsync(options => options.MaxConnections = 1);
        using var first = await router.ConnectAsync();
        await first.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await first.ReadAsync();
        using var second = await router.ConnectAsync();
        Assert.True(await second.IsClosedAsync());
    }

    [Fact]
    public async Task RefusedRequests_WithoutReader_AreNotPiledUp()
    {
        await using var router = await TestRouter.StartAsync();
        using var client = await router.ConnectAsync();
        client.Socket.Blocking = false;
        var requests = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1000)));
        var sent = 0L;
        for (var idle = 0; idle < 50;)
        {
            try
            {
                sent += client.Socket.Send(requests);
                idle = 0;
                Assert.True(sent < 32_000_000, "The router answers without end, though nobody reads.");
            }
            catch (SocketException)
            {
                idle++;
                await Task.Delay(5, Token);
            }
        }
    }

    [Fact]
    public async Task HeadAndBody_ByteByByte_AreUnderstood()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await router.ConnectAsync();
        foreach (var c in "POST /x HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
            await client.SendAsync(c.ToString());
        Assert.EndsWith("\n\nabc", (await client.ReadAsync())!.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_ByteByByte_IsUnderstood()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        foreach (var c in "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n")
            await server.SendAsync(c.ToString());
        Assert.Equal("abc[A: b]", (await request).Body);
    }
}
