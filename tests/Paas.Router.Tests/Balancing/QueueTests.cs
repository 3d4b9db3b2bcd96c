using Paas.Harness;

namespace Paas.Balancing;

/// <summary>The queue in front of capped dynos, over sockets.</summary>
public sealed class QueueTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static readonly RouteSettings One = new() { MaxInFlightPerDyno = 1 };

    [Fact]
    public async Task SecondRequest_WaitsForTheFirst_AndSaysHowLong()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, dyno);
        var first = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        Assert.Equal("0", (await server.ReadAsync())!["X-Heroku-Queue-Wait-Time"]);
        var second = router.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nX-Heroku-Queue-Wait-Time: 9\r\n\r\n");
        await router.QueuedAsync(1);
        router.Time.Advance(TimeSpan.FromMilliseconds(120));
        await server.SendAsync(Ok);
        Assert.Equal(200, (await first).Status);

        var forwarded = await server.ReadAsync();
        Assert.Equal("120", forwarded!["X-Heroku-Queue-Wait-Time"]);
        Assert.Equal("1767323045000", forwarded["X-Request-Start"]);
        await server.SendAsync(Ok);
        Assert.Equal(200, (await second).Status);
        Assert.Contains(" dyno=web.1 queue=0ms connect=0ms service=120ms status=200 bytes=2 ", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.Contains(" dyno=web.1 queue=120ms connect=0ms service=0ms status=200 bytes=2 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoCap_NoTrace()
    {
        var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(dyno);
        Assert.DoesNotContain("Queue", (await router.GetAsync()).Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("queue", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public async Task FullQueue_IsH11AtOnce(int? limit, int queued)
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.MaxQueuedPerApp = 1);
        await router.RouteAsync(One with { MaxQueued = limit }, dyno);
        _ = router.GetAsync();
        await (await dyno.AcceptedAsync()).ReadAsync();
        for (var i = 0; i < queued; i++)
            _ = router.GetAsync();
        await router.QueuedAsync(queued);
        Assert.Equal(503, (await router.GetAsync()).Status);
        var line = await router.Log.NextAsync();
        Assert.StartsWith("at=error code=H11 desc=\"Backlog too deep\" method=GET ", line, StringComparison.Ordinal);
        Assert.Contains(" dyno= queue=0ms connect= service= status=503 bytes= ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adaptive_StartsAtOne_AndGrowsWithAnswersAsFastAsAlone()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { AdaptiveConcurrency = true, MaxInFlightPerDyno = 3 }, dyno);
        var first = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        var second = router.GetAsync();
        await router.QueuedAsync(1);
        await server.SendAsync(Ok);
        await first;
        await server.ReadAsync();
        await server.SendAsync(Ok);
        await second;
        var limits = new HashSet<int>();
        using var client = await router.ConnectAsync();
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(Get);
            await server.ReadAsync();
            await server.SendAsync(Ok);
            await client.ReadAsync();
            await router.Log.NextAsync();
            limits.Add(router.Router.Context.Routes.FindDyno(dyno.Target.DynoId)!.Limit);
        }
        Assert.Equal([1, 2, 3], limits.Order());
    }

    [Fact]
    public async Task CappedApp_IsNotUnderTheGeneralLimit()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.MaxInFlightPerDyno = 1);
        await router.RouteAsync(new RouteSettings { MaxInFlightPerDyno = 3 }, dyno);
        for (var i = 0; i < 3; i++)
        {
            _ = router.GetAsync();
            await (await dyno.AcceptedAsync()).ReadAsync();
        }
    }

    [Fact]
    public async Task Waiting_For75Seconds_IsH11()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One with { FirstByteTimeout = TimeSpan.FromHours(1) }, dyno);
        _ = router.GetAsync();
        await (await dyno.AcceptedAsync()).ReadAsync();
        var second = router.GetAsync();
        await router.QueuedAsync(1);
        Assert.Equal(503, (await router.AdvanceUntilAsync(second)).Status);
        Assert.Matches("^at=error code=H11 .* dyno= queue=7[5-9]\\d\\d\\dms connect= service= status=503 bytes= ", await router.Log.NextAsync());
        Assert.Equal(0, router.Router.Context.Routes.FindApp(TestRouter.App)!.Queue.Count);
    }

    [Fact]
    public async Task WaitingClient_GoesAway_IsH27AndTheNextGetsThePlace()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, dyno);
        var first = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        using var leaver = await router.ConnectAsync();
        await leaver.SendAsync(Get);
        await router.QueuedAsync(1);
        var third = router.GetAsync();
        await router.QueuedAsync(2);
        leaver.Dispose();
        await router.QueuedAsync(1);
        Assert.Matches("^sock=client at=warning code=H27 .* dyno= queue=0ms connect= service= status=499 bytes= ", await router.Log.NextAsync());
        await server.SendAsync(Ok);
        await first;
        await server.ReadAsync();
        await server.SendAsync(Ok);
        Assert.Equal(200, (await third).Status);
        Assert.Equal(1, dyno.Connections);
    }

    [Fact]
    public async Task NewDyno_TakesTheOldest()
    {
        using var one = new TestDyno("web.1");
        using var two = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, one);
        _ = router.GetAsync();
        await (await one.AcceptedAsync()).ReadAsync();
        var waiting = new[] { router.GetAsync(), router.GetAsync() };
        await router.QueuedAsync(2);
        await router.RouteAsync(One, one, two);
        await Task.WhenAll(waiting);
        Assert.Contains(" dyno=web.2 ", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.Contains(" dyno=web.2 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastDyno_Replaced_QueueMovesToTheNext()
    {
        using var old = new TestDyno("web.1");
        using var fresh = new TestDyno("web.1").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, old);
        _ = router.GetAsync();
        await (await old.AcceptedAsync()).ReadAsync();
        var second = router.GetAsync();
        await router.QueuedAsync(1);
        await router.RouteAsync(One, fresh);
        Assert.Equal(200, (await second).Status);
    }

    [Fact]
    public async Task Cap_Removed_ReleasesTheQueue()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, dyno);
        for (var i = 0; i < 3; i++)
            _ = router.GetAsync();
        await (await dyno.AcceptedAsync()).ReadAsync();
        await router.QueuedAsync(2);
        await router.RouteAsync(RouteSettings.Default, dyno);
        await (await dyno.AcceptedAsync()).ReadAsync();
        await (await dyno.AcceptedAsync()).ReadAsync();
    }

    [Theory]
    [InlineData(RouteStatus.Maintenance, "H80")]
    [InlineData(RouteStatus.Crashed, "H10")]
    public async Task Route_Refuses_AnswersTheQueue(RouteStatus status, string code)
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, dyno);
        _ = router.GetAsync();
        await (await dyno.AcceptedAsync()).ReadAsync();
        var second = router.GetAsync();
        await router.QueuedAsync(1);
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", status, []) { Settings = One }));
        Assert.Equal(503, (await second).Status);
        Assert.Contains($" code={code} ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_CappedApp_QueuesUntilTheDynoIsUp()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Starting, []) { Settings = One }));
        var requests = Enumerable.Range(0, 5).Select(_ => router.GetAsync()).ToList();
        await router.QueuedAsync(5);
        await router.RouteAsync(One, dyno);
        Assert.All(await Task.WhenAll(requests), response => Assert.Equal(200, response.Status));
        Assert.Equal(1, dyno.Connections);
    }

    [Fact]
    public async Task RefusedConnect_OfCappedDyno_GoesToTheOtherAndLeaksNoPlace()
    {
        using var bad = new TestDyno("web.1", listens: false);
        using var good = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One with { Balancing = RouteBalancing.RoundRobin }, bad, good);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await router.GetAsync()).Status);
            await router.Log.NextAsync();
        }
        Assert.Equal(0, router.Router.Context.Routes.FindDyno(bad.Target.DynoId)!.InFlight);
        Assert.Equal(0, router.Router.Context.Routes.FindDyno(good.Target.DynoId)!.InFlight);
    }

    [Fact]
    public async Task Quarantine_OfTheOnlyDyno_Ends_QueueGoesOn()
    {
        using var dyno = new TestDyno(listens: false);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, dyno);
        Assert.Equal(503, (await router.GetAsync()).Status);
        var requests = new[] { router.GetAsync(), router.GetAsync() };
        await router.QueuedAsync(2);
        dyno.Listen();
        dyno.Answer(Ok);
        await router.AdvanceWhileAsync(() => router.Router.Context.Routes.FindApp(TestRouter.App)!.Queue.Count == 2);
        Assert.All(await Task.WhenAll(requests), response => Assert.Equal(200, response.Status));
    }

    [Fact]
    public async Task ManyClients_OneAtATime_NoDynoEverHasTwo()
    {
        using var one = new TestDyno("web.1");
        using var two = new TestDyno("web.2");
        var busy = new int[2];
        var clashes = 0;
        Answer(one, 0);
        Answer(two, 1);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(One, one, two);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using var client = await router.ConnectAsync();
            for (var i = 0; i < 50; i++)
            {
                await client.SendAsync(Get);
                Assert.Equal(200, (await client.ReadAsync())!.Status);
            }
        }));
        Assert.Equal(0, clashes);

        void Answer(TestDyno dyno, int index) => dyno.Answer(_ =>
        {
            if (Interlocked.Increment(ref busy[index]) > 1)
                Interlocked.Increment(ref clashes);
            Interlocked.Decrement(ref busy[index]);
            return Ok;
        });
    }
}
