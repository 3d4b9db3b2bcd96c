using Paas.Harness;

namespace Paas.Routing;

public sealed class RouteIndexTests
{
    [Theory]
    [InlineData("app.localhost", "app")]
    [InlineData("www.example.com", "exact")]
    [InlineData("a.example.com", "wild")]
    [InlineData("b.a.example.com", "wild")]
    [InlineData("x.deep.example.com", "deep")]
    [InlineData("example.com", null)]
    [InlineData("notexample.com", null)]
    [InlineData("", null)]
    public void Find_Host_PrefersExactThenNearestWildcard(string host, string? app)
    {
        var table = TestRouter.Table(
            ("app.localhost", Route("app")), ("www.example.com", Route("exact")), ("*.example.com", Route("wild")),
            ("*.deep.example.com", Route("deep")));
        Assert.Equal(app, RouteIndex.Find(table, host)?.AppName);
    }

    [Theory]
    [InlineData("App.LocalHost", 200)]
    [InlineData("app.localhost:8080", 200)]
    [InlineData("app.localhost.", 200)]
    [InlineData("any.wild.localhost:1", 200)]
    [InlineData("other.localhost", 404)]
    [InlineData("[::1]:80", 404)]
    public async Task Request_Host_IsNormalized(string host, int status)
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync();
        var route = new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target]);
        await router.RouteAsync(TestRouter.Table(("app.localhost", route), ("*.wild.localhost", route)));
        Assert.Equal(status, (await router.GetAsync(host: host)).Status);
    }

    [Fact]
    public async Task KeepAlive_ChangingHosts_EachReachesItsApp()
    {
        using var one = new TestDyno("one.1").Answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
        using var two = new TestDyno("two.1").Answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table(
            ("one.localhost", Route("one", one)), ("two.localhost", Route("two", two))));
        using var client = await router.ConnectAsync();
        foreach (var app in new[] { "one", "two", "one", "one", "two" })
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {app}.localhost\r\n\r\n");
            Assert.Equal(app, (await client.ReadAsync())!.Body);
        }
    }

    [Fact]
    public async Task Sweep_AppLeftTable_ClosesItsConnections()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await request;
        await router.Log.NextAsync();
        await router.RouteAsync(RouteTable.Empty);
        var before = router.Time.GetUtcNow();
        Assert.True(await router.AdvanceUntilAsync(server.IsClosedAsync()));
        Assert.True(router.Time.GetUtcNow() - before < TimeSpan.FromSeconds(90));
    }

    private static HttpRoute Route(string app, params TestDyno[] dynos) =>
        new(Guid.NewGuid(), app, RouteStatus.Serving, [.. dynos.Select(dyno => dyno.Target)]);
}
