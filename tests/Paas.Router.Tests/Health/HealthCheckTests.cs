using Paas.Harness;

namespace Paas.Health;

public sealed class HealthCheckTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Broken = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static readonly RouteHealthCheck Http = new() { Path = "/up?x", Interval = TimeSpan.FromSeconds(2), FailuresToLeave = 2 };

    [Fact]
    public async Task FailingDyno_GetsNoRequests_UntilItPasses()
    {
        var broken = true;
        using var sick = new TestDyno("web.1").Answer(request => request.Start.Contains("/up", StringComparison.Ordinal) && Volatile.Read(ref broken) ? Broken : Ok);
        using var well = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { HealthCheck = Http, Balancing = RouteBalancing.RoundRobin }, sick, well);
        await router.GetAsync();
        await router.Log.NextAsync();

        var failed = router.Log.NextAsync();
        Assert.Equal("at=warning check=failed dyno=web.1 failures=2 reason=\"status 500\"", await router.AdvanceUntilAsync(failed));
        for (var i = 0; i < 6; i++)
        {
            await router.GetAsync();
            Assert.Contains(" dyno=web.2 ", await router.Log.NextAsync(), StringComparison.Ordinal);
        }

        Volatile.Write(ref broken, false);
        Assert.Equal("at=info check=passed dyno=web.1", await router.AdvanceUntilAsync(router.Log.NextAsync()));
        await router.GetAsync();
        await router.GetAsync();
        var lines = await router.Log.NextAsync() + await router.Log.NextAsync();
        Assert.Contains(" dyno=web.1 ", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllFail_ChecksAreNotBelieved()
    {
        using var dyno = new TestDyno("web.1").Answer(request => request.Start.Contains("/up", StringComparison.Ordinal) ? Broken : Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { HealthCheck = Http, MaxInFlightPerDyno = 1 }, dyno);
        await router.GetAsync();
        await router.Log.NextAsync();
        Assert.StartsWith("at=warning check=failed", await router.AdvanceUntilAsync(router.Log.NextAsync()), StringComparison.Ordinal);
        Assert.Equal(200, (await router.GetAsync()).Status);
    }

    [Fact]
    public async Task Checks_Removed_MakesHealthyAgain()
    {
        using var sick = new TestDyno("web.1").Answer(request => request.Start.Contains("/up", StringComparison.Ordinal) ? Broken : Ok);
        using var well = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(new RouteSettings { HealthCheck = Http }, sick, well);
        await router.GetAsync();
        await router.Log.NextAsync();
        await router.AdvanceUntilAsync(router.Log.NextAsync());
        var dyno = router.Router.Context.Routes.FindDyno(sick.Target.DynoId)!;
        Assert.False(dyno.IsHealthy);
        await router.RouteAsync(RouteSettings.Default, sick, well);
        await router.GetAsync();
        Assert.True(dyno.IsHealthy);
    }

    [Theory]
    [InlineData("/", "HTTP/1.1 200 OK\r\n", null)]
    [InlineData("/", "HTTP/1.1 399 Fine\r\n", null)]
    [InlineData("/", "HTTP/1.0 400 Bad\r\n", "status 400")]
    [InlineData("/", "SSH-2.0-OpenSSH_9.2\r\n", "answer is not HTTP")]
    [InlineData("/", "", "closed without a response")]
    [InlineData(null, "", null)]
    public async Task Probe_Answer_IsJudged(string? path, string answer, string? problem)
    {
        using var dyno = new TestDyno();
        var check = ProbeAsync(dyno, path);
        using var server = await dyno.AcceptedAsync();
        if (path is not null)
        {
            var request = await server.ReadAsync();
            Assert.Equal(("GET / HTTP/1.1", "app.localhost", "close"), (request!.Start, request["Host"], request["Connection"]));
            await server.SendAsync(answer);
            server.EndOutput();
        }
        Assert.Equal(problem, await check);
    }

    [Fact]
    public async Task Probe_NobodyListens_Fails()
    {
        using var dyno = new TestDyno(listens: false);
        Assert.Equal("connection refused", await ProbeAsync(dyno, null));
    }

    [Fact]
    public async Task Probe_Silent_TimesOut()
    {
        using var dyno = new TestDyno();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var check = HealthProbe.CheckAsync(dyno.Target.Address, "/", "app.localhost", TimeSpan.FromSeconds(5), time, TestContext.Current.CancellationToken);
        await (await dyno.AcceptedAsync()).ReadAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("no answer within 5 s", await check);
    }

    [Fact]
    public void Path_ThatCannotBeOne_IsRefused()
    {
        foreach (var path in new[] { "", "up", "/a b", "/a\r\nX: y", "/ü" })
            Assert.Throws<ArgumentException>(() => new RouteHealthCheck { Path = path });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RouteHealthCheck { Timeout = TimeSpan.Zero });
    }

    private static Task<string?> ProbeAsync(TestDyno dyno, string? path) => HealthProbe.CheckAsync(
        dyno.Target.Address, path, "app.localhost", TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
}
