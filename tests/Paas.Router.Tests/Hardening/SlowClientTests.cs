using Paas.Harness;

namespace Paas.Hardening;

/// <summary>Clients that hold on by a trickle, with a clock that only moves when all bytes have arrived.</summary>
public sealed class SlowClientTests
{
    private const string Post = "POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 1000000\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Slowloris_OnHeads_EndsAfterAMinuteAndHoldsNobodyUp()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var normal = await router.ConnectAsync();
        var slow = new List<SocketWire>();
        for (var i = 0; i < 300; i++)
        {
            slow.Add(await router.ConnectAsync());
            await slow[i].SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n");
        }
        for (var seconds = 0; seconds < 50; seconds += 10)
        {
            foreach (var client in slow)
                await client.SendAsync("X: y\r\n");
            await normal.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
            Assert.Equal("ok", (await normal.ReadAsync())!.Body);
            await router.SettleAndAdvanceAsync(TimeSpan.FromSeconds(10));
        }
        // One of them was honest and only slow.
        await slow[^1].SendAsync("\r\n");
        Assert.Equal("ok", (await slow[^1].ReadAsync())!.Body);

        var closed = Task.WhenAll(slow[..^1].Select(client => client.IsClosedAsync()));
        Assert.All(await router.AdvanceUntilAsync(closed), Assert.True);
        Assert.True(router.Time.GetUtcNow() < new DateTimeOffset(2026, 1, 2, 3, 6, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1999, true)]
    [InlineData(3000, false)]
    public async Task Upload_ByATrickle_IsH28(int bytes, bool isTooSlow)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Post);
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        // 100 bytes a second over a minute are asked for, from when nothing else holds the client up.
        var rounds = isTooSlow ? 3 : 9;
        for (var i = 0; i < rounds; i++)
        {
            await client.SendAsync(new string('x', bytes));
            await server.ReadExactlyAsync(bytes);
            await router.SettleAndAdvanceAsync(Step);
        }
        if (isTooSlow)
        {
            Assert.Equal(499, (await client.ReadAsync())!.Status);
            Assert.StartsWith("at=warning code=H28 desc=\"Client Connection Idle\"", await router.Log.NextAsync(), StringComparison.Ordinal);
            Assert.True(await server.IsClosedAsync());
            return;
        }
        await server.SendAsync(Ok);
        Assert.Equal("ok", (await client.ReadAsync())!.Body);
    }

    [Fact]
    public async Task Upload_ByATrickle_WithoutRate_GoesOn()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.MinUploadRate = 0);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        await TrickleAsync(router, dyno, "");
    }

    [Fact]
    public async Task Upload_ByATrickle_WhileDynoAnswers_IsAConversation()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        await TrickleAsync(router, dyno, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    [Fact]
    public async Task Events_Seldom_AreNoSloth()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        for (var i = 0; i < 12; i++)
        {
            await router.SettleAndAdvanceAsync(TimeSpan.FromSeconds(50));
            await server.SendAsync("3\r\n:\n\n\r\n");
            Assert.Equal("3\r\n:\n\n\r\n", await client.ReadExactlyAsync(8));
        }
    }

    [Fact]
    public async Task WebSocket_PingsSeldom_GoesOn()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 101 Go\r\nUpgrade: websocket\r\n\r\n");
        await client.ReadAsync();
        for (var i = 0; i < 12; i++)
        {
            await router.SettleAndAdvanceAsync(TimeSpan.FromSeconds(50));
            await client.SendAsync("p");
            Assert.Equal("p", await server.ReadExactlyAsync(1));
        }
    }

    [Fact]
    public async Task Crowd_OfSilentConnections_MakesRoom()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.MaxConnections = 16);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var busy = await router.ConnectAsync();
        await busy.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        var silent = new List<SocketWire>();
        while (router.Router.Context.Clients.Count < 14)
        {
            silent.Add(await router.ConnectAsync());
            while (router.Router.Context.Clients.Count <= silent.Count)
                await Task.Yield();
        }
        // Two are left: nobody has to go yet.
        await router.SettleAndAdvanceAsync(TimeSpan.FromSeconds(10));
        await silent[0].SendAsync("GET / HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n");
        Assert.Equal(404, (await silent[0].ReadAsync())!.Status);

        silent.Add(await router.ConnectAsync());
        Assert.All(await router.AdvanceUntilAsync(Task.WhenAll(silent[1..^1].Select(client => client.IsClosedAsync()))), Assert.True);
        await server.SendAsync(Ok);
        Assert.Equal("ok", (await busy.ReadAsync())!.Body);
    }

    // Ten minutes of a byte every twenty seconds, in both directions if there is an answer.
    private static async Task TrickleAsync(TestRouter router, TestDyno dyno, string answer)
    {
        using var client = await router.ConnectAsync();
        await client.SendAsync(Post);
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        if (answer.Length > 0)
        {
            await server.SendAsync(answer);
            await client.ReadUntilAsync("\r\n\r\n");
        }
        for (var i = 0; i < 30; i++)
        {
            await client.SendAsync("x");
            Assert.Equal("x", await server.ReadExactlyAsync(1));
            await router.SettleAndAdvanceAsync(Step);
        }
        Assert.Equal(0, router.Log.Count);
    }
}
