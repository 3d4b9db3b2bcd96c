using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Paas.Engine;
using Paas.Testing;

namespace Paas.Sleeping;

/// <summary>Requests at random times around the tiers, in hundreds of histories: each gets a dyno that runs, and keeps it.</summary>
public sealed class SleepHammerTests
{
    // A request that ends within a step is seen to end after it, and must be before a drain gives up: 25 s, 30 s.
    private const int StepSeconds = 5;

    private static readonly Gen<(int Gap, int Service, bool Restart)> Step = Gen.Select(
        Gen.OneOf(Gen.Int[1, 30], Gen.Int[270, 330], Gen.Int[570, 630], Gen.Int[1, 1_000]), Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, 25]), Gen.Int[0, 20].Select(static n => n == 0));

    [Fact]
    public async Task Requests_AtRandomTimes_AllMeetARunningDyno()
    {
        var (frozen, asleep, sneaked) = (0L, 0L, 0);
        await Step.Array[5, 25].SampleAsync(
            async steps =>
            {
                var (wakes, between) = await LiveAsync(steps);
                Interlocked.Add(ref sneaked, between);
                Interlocked.Add(ref frozen, wakes.Frozen.Count);
                Interlocked.Add(ref asleep, wakes.Asleep.Count);
            },
            iter: 60, threads: 1);

        // Of each there are some fifty in a run; whether there are any at all is no matter of luck.
        Assert.InRange(frozen, 5, long.MaxValue);
        Assert.InRange(asleep, 5, long.MaxValue);
        Assert.InRange(sneaked, 5, int.MaxValue);
    }

    private static async Task<(WakeTimes Wakes, int Sneaked)> LiveAsync((int Gap, int Service, bool Restart)[] steps)
    {
        TestPaas? running = null;
        var router = new SimulatedRouter(id => running!.Driver.Running.FirstOrDefault(dyno => dyno.Spec.Id == id));
        await using var paas = running = await TestPaas.StartAsync(services => services.AddSingleton<IHttpRouter>(router).AddSingleton<IHttpTraffic>(router));
        router.Now = paas.Time.GetUtcNow;
        router.Activity = paas.Services.GetRequiredService<EngineActivity>();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");
        var app = await SleepTests.SetPolicyAsync(paas);

        foreach (var (gap, service, restart) in steps)
        {
            for (var left = gap; left > 0; left -= StepSeconds)
                await PassAsync(paas, router, Math.Min(left, StepSeconds));
            if (restart)
                await paas.Platform.Dynos.RestartAsync("shop");
            if (router.Arrive(paas.Time.GetUtcNow(), TimeSpan.FromSeconds(service)))
                await paas.Services.GetRequiredService<IAppWaker>().WakeAsync(app.Id, CancellationToken.None);
        }

        for (var left = 120; left > 0; left -= StepSeconds)
            await PassAsync(paas, router, StepSeconds);
        Assert.Equal(0, router.Waiting);
        Assert.Empty(router.Faults);
        return (await paas.Platform.Releases.GetWakeTimesAsync("shop", 3), router.Sneaked);
    }

    private static async Task PassAsync(TestPaas paas, SimulatedRouter router, int seconds)
    {
        await paas.AdvanceAsync(TimeSpan.FromSeconds(seconds));
        router.Pass(paas.Time.GetUtcNow());
        await paas.SettleAsync();
    }
}
