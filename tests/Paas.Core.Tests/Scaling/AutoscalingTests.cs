using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Scaling;

/// <summary>Autoscaling in the engine: what people set, what is logged, what survives.</summary>
public sealed class AutoscalingTests
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private static readonly Autoscaling Policy = new(1, 5, AutoscalingSignal.ResponseTime, 500);

    [Fact]
    public async Task Load_UpAndGone_ScalesAndSaysWhy()
    {
        var traffic = new ScriptedTraffic();
        await using var paas = await StartAsync(traffic);
        await SetAsync(paas, Policy);

        await ServeAsync(paas, traffic, seconds: 100, perSecond: 20, milliseconds: 800, pilesUp: 150);
        Assert.Equal(["web.1", "web.2", "web.3"], paas.Router.Targets("shop.localhost"));
        var log = await paas.LogAsync("shop");
        Assert.Contains("app[api]: Autoscaling web from 1 to 3: p95 ", log, StringComparison.Ordinal);
        Assert.Contains("ms over 500ms, 20 requests/s per dyno", log, StringComparison.Ordinal);
        Assert.Contains("app[api]: Scaled to web@3:Standard-1X worker@0:Standard-1X by user autoscaler", log, StringComparison.Ordinal);

        await ServeAsync(paas, traffic, seconds: 1_200, perSecond: 1, milliseconds: 50, pilesUp: 0);
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        Assert.Contains("Autoscaling web from 3 to 2: p95 50ms within 500ms", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RouterThatCountsAnew_AndClockThatJumps_AreHarmless()
    {
        var traffic = new ScriptedTraffic();
        await using var paas = await StartAsync(traffic);
        await SetAsync(paas, Policy with { Min = 2 });
        for (var i = 0; i < 10; i++)
        {
            await ServeAsync(paas, traffic, seconds: 60, perSecond: 20, milliseconds: 100, pilesUp: 0);
            traffic.Restart();
            paas.Time.AdjustTime(paas.Time.GetUtcNow() + TimeSpan.FromDays(3)); // timers do not see it
        }

        Assert.Equal(2, (await WebAsync(paas)).Quantity);
    }

    [Fact]
    public async Task Crash_KeepsThePolicy_AndStartsWithTheCooldown()
    {
        var traffic = new ScriptedTraffic();
        await using var paas = await StartAsync(traffic);
        await SetAsync(paas, Policy with { MaxStep = 2 });

        await paas.CrashAsync();
        Assert.Equal(Policy with { MaxStep = 2 }, (await WebAsync(paas)).Autoscaling);
        await ServeAsync(paas, traffic, seconds: 50, perSecond: 20, milliseconds: 800, pilesUp: 150);
        Assert.Equal(1, (await WebAsync(paas)).Quantity);
        await ServeAsync(paas, traffic, seconds: 40, perSecond: 20, milliseconds: 800, pilesUp: 150);
        Assert.Equal(3, (await WebAsync(paas)).Quantity);
    }

    [Fact]
    public async Task Cpu_OfWorkers_IsHeldAgainstTheirSize()
    {
        await using var paas = await StartAsync(new ScriptedTraffic());
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Size = "performance-m", Autoscaling = new Autoscaling(1, 4, AutoscalingSignal.Cpu, 50) }]);
        await paas.SettleAsync();

        var used = TimeSpan.Zero;
        for (var i = 0; i < 10; i++)
        {
            used += TimeSpan.FromSeconds(30); // 1.5 of 2 processors
            foreach (var dyno in paas.Driver.Running.Where(static dyno => dyno.Spec.Type == "worker"))
                dyno.Use(new DynoUsage(dyno.Spec.Id, 1) { CpuTime = used });
            await paas.AdvanceAsync(Look);
            await paas.AdvanceAsync(Look);
        }

        Assert.Contains("Autoscaling worker from 1 to 2: CPU 75% over 50%", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToZero_SleepsFromTheLastDynoOn_AndIsWokenByTheRouter()
    {
        var traffic = new ScriptedTraffic();
        await using var paas = await StartAsync(traffic);
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 2, Autoscaling = Policy with { Min = 0 } }]);
        await paas.SettleAsync();
        var app = (await paas.Platform.Apps.GetAsync("shop")).Id;
        await ServeAsync(paas, traffic, seconds: 120, perSecond: 1, milliseconds: 50, pilesUp: 0);

        for (var minute = 0; minute < 20; minute++)
            await paas.AdvanceAsync(TimeSpan.FromMinutes(1) / 2);
        Assert.Equal(1, (await WebAsync(paas)).Quantity);
        for (var minute = 0; minute < 20; minute++)
            await paas.AdvanceAsync(TimeSpan.FromMinutes(1) / 2);
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);
        Assert.Empty(paas.Driver.Running);

        await paas.Services.GetRequiredService<IAppWaker>().WakeAsync(app, CancellationToken.None);
        await paas.SettleAsync();
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        Assert.Equal(0, (await WebAsync(paas)).Autoscaling?.Min);
        await ServeAsync(paas, traffic, seconds: 100, perSecond: 20, milliseconds: 800, pilesUp: 150);
        Assert.Equal(3, (await WebAsync(paas)).Quantity);
    }

    [Fact]
    public async Task ByHand_SwitchesItOff()
    {
        await using var paas = await StartAsync(new ScriptedTraffic());
        await SetAsync(paas, Policy with { Min = 2 });
        Assert.Equal(2, (await WebAsync(paas)).Quantity);

        // Another size leaves it on.
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Size = "standard-2x" }]);
        Assert.NotNull((await WebAsync(paas)).Autoscaling);

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 1 }]);
        Assert.Null((await WebAsync(paas)).Autoscaling);
        await paas.AdvanceAsync(6 * Look);
        Assert.Equal(1, (await WebAsync(paas)).Quantity);
    }

    [Fact]
    public async Task Off_LeavesTheDynos_AndDeploysKeepThePolicy()
    {
        await using var paas = await StartAsync(new ScriptedTraffic());
        await SetAsync(paas, Policy with { Min = 2 });

        await paas.DeployAsync("shop", "web: serve better\nworker: work");
        Assert.Equal(2, (await WebAsync(paas)).Autoscaling?.Min);

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { RemoveAutoscaling = true }]);
        Assert.Null((await WebAsync(paas)).Autoscaling);
        Assert.Equal(2, (await WebAsync(paas)).Quantity);
    }

    [Fact]
    public async Task QuantityWithin_IsWhereItBegins()
    {
        await using var paas = await StartAsync(new ScriptedTraffic());

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 3, Autoscaling = Policy }]);

        Assert.Equal(3, (await WebAsync(paas)).Quantity);
        Assert.NotNull((await WebAsync(paas)).Autoscaling);
    }

    [Fact]
    public async Task Illegal_ChangesNothingAndSaysWhatIsWrong()
    {
        await using var paas = await StartAsync(new ScriptedTraffic());
        foreach (var (update, complaint) in new (FormationUpdate, string)[]
        {
            (new("web") { Autoscaling = Policy with { Min = 4, Max = 3 } }, "Cannot autoscale web from 4 to 3 dynos"),
            (new("web") { Autoscaling = Policy with { Max = 101 } }, "1 to 100 dynos of size Standard-1X"),
            (new("web") { Size = "eco", Autoscaling = Policy }, "1 to 1 dynos of size Eco"),
            (new("worker") { Autoscaling = Policy }, "Cannot autoscale worker by ResponseTime: only web dynos get requests. Use Cpu."),
            (new("worker") { Autoscaling = new Autoscaling(0, 3, AutoscalingSignal.Cpu, 50) }, "the minimum is at least 1"),
            (new("web") { Autoscaling = Policy with { Target = double.NaN } }, "a target of NaN: it is a number of milliseconds above 0"),
            (new("web") { Autoscaling = new Autoscaling(1, 3, AutoscalingSignal.Cpu, 101) }, "up to 100"),
            (new("web") { Autoscaling = Policy with { Signal = (AutoscalingSignal)9 } }, "Use one of ResponseTime, QueueTime, RequestsInFlight, Cpu"),
            (new("web") { Autoscaling = Policy with { MaxStep = 0 } }, "0 dynos at a time"),
            (new("web") { Autoscaling = Policy with { UpCooldown = TimeSpan.FromSeconds(-1) } }, "cool-downs of -00:00:01 up"),
            (new("web") { Quantity = 7, Autoscaling = Policy }, "Cannot scale web to 7: its autoscaling shall have 1 to 5 dynos"),
        })
        {
            var refusal = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1 }, update]));
            Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
        }

        var formation = await paas.Platform.Formations.GetAsync("shop");
        Assert.All(formation, static process => Assert.Null(process.Autoscaling));
        Assert.Equal([1, 0], formation.Select(static process => process.Quantity));
    }

    private static async Task<TestPaas> StartAsync(ScriptedTraffic traffic)
    {
        var paas = await TestPaas.StartAsync(services => services.AddSingleton<IHttpTraffic>(traffic));
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve\nworker: work");
        return paas;
    }

    private static async Task SetAsync(TestPaas paas, Autoscaling policy)
    {
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Autoscaling = policy }]);
        await paas.SettleAsync();
    }

    private static async Task<ProcessFormation> WebAsync(TestPaas paas) =>
        (await paas.Platform.Formations.GetAsync("shop")).Single(static process => process.Type == "web");

    /// <summary>A steady load, at each look with so many more requests in flight.</summary>
    private static async Task ServeAsync(TestPaas paas, ScriptedTraffic traffic, int seconds, int perSecond, int milliseconds, int pilesUp)
    {
        var app = (await paas.Platform.Apps.GetAsync("shop")).Id;
        var inFlight = traffic.Snapshot(app)?.InFlight ?? 0;
        for (var passed = 0; passed < seconds; passed += (int)Look.TotalSeconds)
        {
            inFlight = pilesUp == 0 ? 0 : inFlight + pilesUp;
            traffic.Serve(app, perSecond * (int)Look.TotalSeconds, milliseconds, inFlight);
            await paas.AdvanceAsync(Look);
        }
    }
}
