using Microsoft.Extensions.DependencyInjection;
using static Paas.Sleeping.SleepTests;

namespace Paas.Sleeping;

/// <summary>What the death of a host makes of sleeping apps.</summary>
public sealed class SleepCrashTests
{
    [Theory]
    [InlineData(6, false)]
    [InlineData(12, false)]
    [InlineData(12, true)]
    public async Task Host_DiesWhileAppsSleep_StartsNoneOfThem(int minutes, bool keepDynos)
    {
        await using var paas = await DeployedAsync("web: serve");
        var app = await SetPolicyAsync(paas);
        await IdleAsync(paas, TimeSpan.FromMinutes(minutes));

        await paas.CrashAsync(keepDynos: keepDynos);
        await IdleAsync(paas, TimeSpan.FromMinutes(2));
        Assert.Equal(0, paas.Driver.Started);
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);

        await WakeAsync(paas, app);
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        await paas.CrashAsync();
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
    }

    [Fact]
    public async Task Host_DiesWhileDynosAreFrozen_TheyStaySo()
    {
        await using var paas = await DeployedAsync("web: serve");
        var app = await SetPolicyAsync(paas);
        await IdleAsync(paas, TimeSpan.FromMinutes(6));
        var frozen = paas.Driver.Find("web.1");

        await paas.CrashAsync(keepDynos: true);
        Assert.Equal((true, 0), (frozen.IsFrozen, paas.Driver.Started));
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);
        Assert.Equal(DynoState.Idle, Assert.Single(await paas.Platform.Dynos.ListAsync("shop")).State);

        await WakeAsync(paas, app);
        Assert.False(frozen.IsFrozen);
        Assert.Equal([frozen.Spec.Id], paas.Router.Route("shop.localhost").Targets.Select(static target => target.DynoId));
        await IdleAsync(paas, TimeSpan.FromMinutes(12));
        Assert.Empty(paas.Driver.Running);
    }

    /// <summary>The process dies at a commit of the sleep; what runs afterwards can be reached, and nothing is left frozen.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Host_DiesAtACommitOfASleep_TheAppCanBeWoken(int commits, bool lost)
    {
        foreach (var keepDynos in (bool[])[false, true])
        {
            await using var paas = await DeployedAsync("web: serve");
            var app = await SetPolicyAsync(paas);
            (paas.State.DiesAfterCommits, paas.State.LosesLastCommit) = (commits, lost);
            for (var i = 0; i < 60 && !paas.State.IsDead; i++)
            {
                paas.Time.Advance(TimeSpan.FromSeconds(30));
                await Task.WhenAny(paas.SettleAsync(), paas.State.Died);
                if (i == 14)
                    await Task.WhenAny(paas.Services.GetRequiredService<IAppWaker>().WakeAsync(app.Id, CancellationToken.None).AsTask(), paas.State.Died);
            }

            Assert.True(paas.State.IsDead);
            await paas.CrashAsync(keepDynos: keepDynos);
            await WakeAsync(paas, app);
            Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
            Assert.All(paas.Driver.Running, static dyno => Assert.False(dyno.IsFrozen));
        }
    }
}
