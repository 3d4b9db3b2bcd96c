using Paas.Harness;

namespace Paas.Balancing;

public sealed class RetryBudgetTests
{
    private readonly RetryBudget _budget = new();

    [Fact]
    public void TryTake_ShareAndFloor_ThenNoMore()
    {
        Assert.Equal(20 + 100, Take(requests: 100, 0.2, 10));
        Assert.Equal(2, Take(requests: 110, 0.2, 10));
        Assert.Equal(0, Take(requests: 110, 0.2, 10));
    }

    [Fact]
    public void Roll_Twice_ForgetsWhatWasBefore()
    {
        Assert.Equal(200, Take(requests: 1000, 0.2, 0));
        _budget.Roll(1000);
        Assert.Equal(0, Take(requests: 1000, 0.2, 0));
        Assert.Equal(20, Take(requests: 1100, 0.2, 0));
        _budget.Roll(1100);
        // The last 100 requests and their 20 retries are still remembered.
        Assert.Equal(0, Take(requests: 1100, 0.2, 0));
        _budget.Roll(1100);
        Assert.Equal(10, Take(requests: 1150, 0.2, 0));
    }

    [Fact]
    public void Requests_WrapAround_CountOn()
    {
        _budget.Roll(uint.MaxValue - 9);
        _budget.Roll(uint.MaxValue - 9);
        Assert.Equal(4, Take(requests: 10, 0.2, 0));
    }

    [Fact]
    public async Task NoBudget_ConnectIsNotTriedAgain()
    {
        using var one = new TestDyno("web.1", listens: false);
        using var two = new TestDyno("web.2", listens: false);
        await using var router = await TestRouter.StartAsync(options => (options.MaxRetryShare, options.MinRetriesPerSecond) = (0, 0));
        await router.RouteAsync(RouteStatus.Serving, one, two);
        Assert.Equal(503, (await router.GetAsync()).Status);
        Assert.Contains("code=H21", await router.Log.NextAsync(), StringComparison.Ordinal);
        var routes = router.Router.Context.Routes;
        Assert.Equal(1, new[] { one, two }.Count(dyno => routes.FindDyno(dyno.Target.DynoId) is { QuarantinedUntil: > 0 }));
    }

    [Theory]
    [InlineData(0, 503)]
    [InlineData(1, 200)]
    public async Task KeptConnectionThatTheDynoClosed_IsRepeatedWithinTheBudget(int perSecond, int status)
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => (options.MaxRetryShare, options.MinRetriesPerSecond) = (0, perSecond));
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using (var server = await dyno.AcceptedAsync())
        {
            await server.ReadAsync();
            await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            await client.ReadAsync();
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
            // The dyno takes the second request and closes, as one that had closed before would seem to.
            await server.ReadAsync();
        }
        if (perSecond > 0)
        {
            using var fresh = await dyno.AcceptedAsync();
            await fresh.ReadAsync();
            await fresh.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            Assert.Equal(status, (await client.ReadAsync())!.Status);
            return;
        }
        Assert.Equal(status, (await client.ReadAsync())!.Status);
        await router.Log.NextAsync();
        Assert.Contains("code=H13", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    private int Take(uint requests, double share, int perSecond)
    {
        var taken = 0;
        while (_budget.TryTake(requests, share, perSecond))
            taken++;
        return taken;
    }
}
