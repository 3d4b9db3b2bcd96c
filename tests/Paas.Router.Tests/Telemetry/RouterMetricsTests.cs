using Paas.Harness;

namespace Paas.Telemetry;

public sealed class RouterMetricsTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_AppWithoutRequests_IsNull()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        Assert.Null(router.Router.Metrics.Snapshot(TestRouter.App));
        Assert.Empty(router.Router.Metrics.SnapshotAll().Apps);
    }

    [Fact]
    public async Task Snapshot_AnswersOfAllClasses_AreCounted()
    {
        var statuses = new Queue<string>(["200 OK", "204 None", "302 Found", "404 Missing", "500 Broken"]);
        using var dyno = new TestDyno("web.1").Answer(_ => $"HTTP/1.1 {statuses.Dequeue()}\r\nContent-Length: 0\r\n\r\n");
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 4\r\n\r\nbody");
            await client.ReadAsync();
        }

        var traffic = await SnapshotAsync(router, requests: 5);
        Assert.Equal(new StatusCounts(0, 0, 2, 1, 1, 1), traffic.Statuses);
        Assert.Equal((5, 0, 20, 0), (traffic.Requests, traffic.InFlight, traffic.BytesIn, traffic.BytesOut));
        // An app's own 500 is its answer, no failure of routing.
        Assert.Equal(0, traffic.Failures);
        Assert.Empty(traffic.Errors);
        Assert.Equal((5, 5, 5), (traffic.Service.Count, traffic.Duration.Count, traffic.Queue.Count));
        var one = Assert.Single(traffic.Dynos);
        Assert.Equal((dyno.Target.DynoId, "web.1", 0, 0, 5), (one.DynoId, one.Name, one.InFlight, one.Failures, one.Service.Count));
    }

    [Fact]
    public async Task Snapshot_SlowDyno_ShowsServiceTime()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        Assert.Equal((1, 1), InFlight(router));
        router.Time.Advance(TimeSpan.FromSeconds(2));
        await server.SendAsync(Ok);
        await request;

        var traffic = await SnapshotAsync(router, requests: 1);
        AssertClose(2, traffic.Service.Percentile(0.5));
        AssertClose(2, traffic.Duration.Percentile(0.5));
        AssertClose(2, Assert.Single(traffic.Dynos).Service.Percentile(0.99));
        Assert.Equal(TimeSpan.Zero, traffic.Queue.Max);
        Assert.Equal(3, traffic.BytesOut);
    }

    [Fact]
    public async Task Snapshot_RequestHeldForStartingApp_ShowsQueueTime()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Starting);
        var request = router.GetAsync();
        await router.HeldAsync();
        router.Time.Advance(TimeSpan.FromSeconds(4));
        await router.RouteAsync(RouteStatus.Serving, dyno);
        Assert.Equal(200, (await request).Status);

        var traffic = await SnapshotAsync(router, requests: 1);
        AssertClose(4, traffic.Queue.Percentile(0.5));
        AssertClose(4, traffic.Duration.Percentile(0.5));
        Assert.Equal(TimeSpan.Zero, traffic.Service.Percentile(0.5));
        Assert.Equal((1, 1, 1), (traffic.Queue.Count, traffic.Duration.Count, traffic.Service.Count));
    }

    [Fact]
    public async Task Snapshot_DynoThatRefuses_CountsRetryAndReason()
    {
        using var down = new TestDyno("web.1", listens: false);
        await using var router = await TestRouter.StartAsync(down);
        Assert.Equal(503, (await router.GetAsync()).Status);

        var traffic = await SnapshotAsync(router, requests: 1);
        Assert.Equal((1, 1), (traffic.Statuses.ServerError, traffic.Failures));
        Assert.Equal(KeyValuePair.Create("H21", 1L), Assert.Single(traffic.Errors));
        Assert.Equal(0, traffic.Service.Count);
        Assert.Equal(1, Assert.Single(traffic.Dynos).Failures);
    }

    [Fact]
    public async Task Snapshot_KeptConnectionClosed_CountsRetry()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using (var first = await dyno.AcceptedAsync())
        {
            await first.ReadAsync();
            await first.SendAsync(Ok);
            await client.ReadAsync();
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
            // Taken, and closed without a byte of an answer.
            await first.ReadAsync();
        }
        using var second = await dyno.AcceptedAsync();
        await second.ReadAsync();
        await second.SendAsync(Ok);
        Assert.Equal(200, (await client.ReadAsync())!.Status);

        var traffic = await SnapshotAsync(router, requests: 2);
        Assert.Equal((1, 0, 2), (traffic.Retries, traffic.Failures, traffic.Statuses.Success));
    }

    [Fact]
    public async Task Snapshot_ClientGone_IsNoFailure()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using (var client = await router.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
            using var server = await dyno.AcceptedAsync();
            await server.ReadAsync();
            client.Reset();
            Assert.True(await server.IsClosedAsync());
        }

        var traffic = await SnapshotAsync(router, requests: 1);
        Assert.Equal((1, 0), (traffic.Statuses.ClientError, traffic.Failures));
        Assert.Equal("H27", Assert.Single(traffic.Errors).Key);
    }

    [Fact]
    public async Task Snapshot_Upgrade_IsNoAnswerTime()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using (var client = await router.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            using var server = await dyno.AcceptedAsync();
            await server.ReadAsync();
            await server.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            Assert.Equal(101, (await client.ReadAsync())!.Status);
        }

        var traffic = await SnapshotAsync(router, requests: 1);
        Assert.Equal((1, 1), (traffic.Statuses.Informational, traffic.Upgrades));
        Assert.Equal((0, 0, 1), (traffic.Service.Count, traffic.Duration.Count, Assert.Single(traffic.Dynos).Upgrades));
    }

    [Fact]
    public async Task SnapshotAll_UnknownHostAndBadRequest_AreUnrouted()
    {
        await using var router = await TestRouter.StartAsync();
        await router.GetAsync(host: "nobody.localhost");
        await router.SendAsync("GET / HTTP/1.1\r\n\r\n");
        await router.SendAsync("nonsense\r\n\r\n");
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n");
        await client.ReadAsync();
        var traffic = router.Router.Metrics.SnapshotAll();
        Assert.Equal(4, traffic.Unrouted);
        Assert.Empty(traffic.Apps);
        Assert.InRange(traffic.Connections, 1, 4);
    }

    [Fact]
    public async Task Since_EarlierSnapshot_IsWhatCameBetween()
    {
        using var dyno = new TestDyno().Answer(request => request.Start.Contains("bad", StringComparison.Ordinal) ? "nonsense\r\n\r\n" : Ok);
        await using var router = await TestRouter.StartAsync(dyno);
        await router.GetAsync();
        await router.GetAsync("/bad");
        var first = await SnapshotAsync(router, requests: 2);
        router.Time.Advance(TimeSpan.FromSeconds(10));
        await router.GetAsync();
        await router.GetAsync();
        var second = await SnapshotAsync(router, requests: 4);

        var between = second.Since(first);
        Assert.Equal((2, 6, 0.2), (between.Requests, between.BytesOut, between.RequestsPerSecond));
        Assert.Equal((first.At, second.At), (between.From, between.At));
        Assert.Equal((2, 2, 2), (between.Service.Count, between.Duration.Count, between.Queue.Count));
        Assert.Equal(1, first.Errors["H17"]);
        Assert.Empty(between.Errors);
        Assert.Throws<ArgumentException>(() => second.Since(first with { AppId = Guid.Empty }));
        // Counted anew: all of it is new.
        Assert.Same(second, second.Since(first with { From = first.From.AddSeconds(-1) }));
    }

    [Fact]
    public async Task Snapshot_AppLeftTable_CountsAnew()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        await router.GetAsync();
        await SnapshotAsync(router, requests: 1);
        await router.RouteAsync(RouteTable.Empty);
        await router.AdvanceWhileAsync(() => router.Router.Metrics.Snapshot(TestRouter.App) is not null);
        Assert.Null(router.Router.Metrics.Snapshot(TestRouter.App));
    }

    private static (int, int) InFlight(TestRouter router)
    {
        var traffic = router.Router.Metrics.Snapshot(TestRouter.App)!;
        return (traffic.InFlight, traffic.Dynos[0].InFlight);
    }

    private static void AssertClose(double seconds, TimeSpan estimate) => Assert.InRange(estimate.TotalSeconds, seconds * 0.98, seconds * 1.02);

    // A request is counted a moment after its answer is out.
    private static async Task<AppTraffic> SnapshotAsync(TestRouter router, long requests)
    {
        while (true)
        {
            if (router.Router.Metrics.Snapshot(TestRouter.App) is { } traffic && traffic.Requests >= requests)
            {
                Assert.Equal(requests, traffic.Requests);
                return traffic;
            }
            await Task.Delay(1, Token);
        }
    }
}
