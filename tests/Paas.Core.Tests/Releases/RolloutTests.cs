using Paas.Testing;

namespace Paas.Releases;

public sealed class RolloutTests
{
    [Fact]
    public async Task Release_RolledOut_RecordsTimeRequestsAndLosses()
    {
        await using var paas = await StartAsync();
        paas.Router.Count(paas.Router.Route("shop.localhost").AppId, paas.Time.GetUtcNow(), 5_000, lost: 3); // long before
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.AdvanceAsync(TimeSpan.FromSeconds(3.2));
        Assert.Null((await paas.Platform.Releases.GetAsync("shop", 4)).Rollout);

        paas.Router.Count(paas.Router.Route("shop.localhost").AppId, paas.Time.GetUtcNow(), 1_204, lost: 2);
        paas.Driver.Find("web.1").Listen();
        await paas.SettleAsync();
        paas.Router.Count(paas.Router.Route("shop.localhost").AppId, paas.Time.GetUtcNow(), 100, lost: 50); // afterwards

        var rollout = (await paas.Platform.Releases.GetAsync("shop", 4)).Rollout;
        Assert.Equal((1_204, 2, 1), (rollout!.Requests, rollout.Lost, rollout.Dynos));
        Assert.Equal(TimeSpan.FromSeconds(3.2), rollout.CompletedAt - rollout.StartedAt);
        Assert.Contains("app[api]: Rollout of v4 completed in 3.2s: 1 dyno, 1,204 requests, lost=2", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_OvertakenByAnother_SaysSo()
    {
        await using var paas = await StartAsync();
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.AdvanceAsync(TimeSpan.FromSeconds(2));
        paas.Driver.OnStart = FakeDynoDriver.Behave;
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "2" });
        await paas.SettleAsync();

        var (overtaken, completed) = ((await paas.Platform.Releases.GetAsync("shop", 4)).Rollout, (await paas.Platform.Releases.GetAsync("shop", 5)).Rollout);
        Assert.Null(overtaken!.CompletedAt);
        Assert.NotNull(completed!.CompletedAt);
        Assert.Contains("Rollout of v4 was overtaken after 2.0s: 1 dyno, 0 requests, lost=0", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_WithoutDynos_HasNoRollout()
    {
        await using var paas = await StartAsync();
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 0 }]);
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.SettleAsync();

        Assert.NotNull((await paas.Platform.Releases.GetAsync("shop", 3)).Rollout);
        Assert.Null((await paas.Platform.Releases.GetAsync("shop", 4)).Rollout);
    }

    private static async Task<TestPaas> StartAsync()
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");
        return paas;
    }
}
