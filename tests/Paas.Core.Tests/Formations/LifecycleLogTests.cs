using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Formations;

/// <summary>What the log of an app tells of its dynos, line by line, as on Heroku.</summary>
public sealed class LifecycleLogTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public async Task Deploy_First_ThenOfAnotherRelease()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        var log = await GoldenLog.BeginAsync(paas, "shop");

        await paas.DeployAsync("shop", "web: serve -p $PORT\nworker: work", version: "193d1419a5b3");
        await AdvanceAsync(paas, TimeSpan.FromMinutes(1));
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1 }]);
        await AdvanceAsync(paas, TimeSpan.FromMinutes(1));
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["FOO"] = "bar" });
        await paas.SettleAsync();

        await log.EqualAsync("deploy");
    }

    [Fact]
    public async Task Restart_OfAnApp_ThenStopOfAType()
    {
        await using var paas = await DeployedAsync();
        var log = await GoldenLog.BeginAsync(paas, "shop");

        await paas.Platform.Dynos.RestartAsync("shop");
        await AdvanceAsync(paas, TimeSpan.FromMinutes(1));
        await paas.Platform.Dynos.StopAsync("shop", "worker");
        await AdvanceAsync(paas, TimeSpan.FromMinutes(1));
        await paas.Platform.Dynos.StopAsync("shop", "web.1");
        await paas.SettleAsync();

        await log.EqualAsync("restart");
    }

    [Fact]
    public async Task Scale_UpDownAndToAnotherSize()
    {
        await using var paas = await DeployedAsync();
        var log = await GoldenLog.BeginAsync(paas, "shop");

        await ScaleAsync(paas, new FormationUpdate("web") { Delta = 1 });
        await ScaleAsync(paas, new FormationUpdate("web") { Quantity = 1 });
        await ScaleAsync(paas, new FormationUpdate("worker") { Size = "Standard-2X" });

        await log.EqualAsync("scale");
    }

    [Fact]
    public async Task Crash_InALoop_BacksOff()
    {
        await using var paas = await DeployedAsync();
        var log = await GoldenLog.BeginAsync(paas, "shop");
        paas.Driver.OnStart = static dyno =>
        {
            dyno.Start();
            dyno.Exit(1);
        };

        paas.Driver.Find("worker.1").Exit(0);
        await paas.SettleAsync();
        await AdvanceAsync(paas, TimeSpan.FromMinutes(10.1));
        await AdvanceAsync(paas, TimeSpan.FromMinutes(20.1));
        paas.Driver.OnStart = FakeDynoDriver.Behave;
        await paas.Platform.Dynos.RestartAsync("shop", "worker.1");
        await paas.SettleAsync();

        await log.EqualAsync("crash-loop");
    }

    [Fact]
    public async Task Boot_WithoutPort_IsR10()
    {
        await using var paas = await DeployedAsync(static dyno => dyno.Start());
        var log = await GoldenLog.BeginAsync(paas, "shop");

        await AdvanceAsync(paas, TimeSpan.FromSeconds(60.1));

        await log.EqualAsync("r10");
    }

    [Fact]
    public async Task Boot_WithAnAppsOwnTimeout_IsR10Later()
    {
        await using var paas = await DeployedAsync(static dyno => dyno.Start());
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { BootTimeout = TimeSpan.FromSeconds(120) });
        await AdvanceAsync(paas, TimeSpan.FromSeconds(119));
        Assert.Equal(DynoState.Starting, (await paas.Platform.Dynos.ListAsync("shop")).Single(static dyno => dyno.Type == "web").State);
        await AdvanceAsync(paas, TimeSpan.FromSeconds(2));

        Assert.Contains("Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 120 seconds of launch", await paas.LogAsync("shop"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { BootTimeout = TimeSpan.FromSeconds(200) }));
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { BootTimeout = TimeSpan.Zero });
        Assert.Null((await paas.Platform.Apps.GetAsync("shop")).BootTimeout);
    }

    [Fact]
    public async Task Stop_IgnoringSigterm_IsR12()
    {
        await using var paas = await DeployedAsync();
        var log = await GoldenLog.BeginAsync(paas, "shop");
        paas.Driver.OnStop = static (dyno, _) => dyno.Exit(137, DynoFailure.ExitTimeout);

        await ScaleAsync(paas, new FormationUpdate("worker") { Quantity = 0 });

        await log.EqualAsync("r12");
    }

    [Fact]
    public async Task Memory_AboveTheQuota_IsR14EachTime()
    {
        await using var paas = await DeployedAsync();
        var log = await GoldenLog.BeginAsync(paas, "shop");

        foreach (var megabytes in (int[])[500, 518, 530, 500])
        {
            paas.Driver.Find("web.1").Use(new DynoUsage(default, (megabytes - 10) * MiB) { MemoryCache = 10 * MiB });
            await AdvanceAsync(paas, TimeSpan.FromSeconds(20));
        }

        await log.EqualAsync("r14");
    }

    [Fact]
    public async Task Memory_FarAboveTheQuota_IsR15AndACrash()
    {
        await using var paas = await DeployedAsync();
        var log = await GoldenLog.BeginAsync(paas, "shop");

        paas.Driver.Find("web.1").Use(1_030 * MiB);
        await paas.SettleAsync();
        await AdvanceAsync(paas, TimeSpan.FromMinutes(20));
        paas.Driver.Find("worker.1").Exit(137, DynoFailure.MemoryExceeded); // ended by its cgroup
        await paas.SettleAsync();

        await log.EqualAsync("r15");
        Assert.Null((await paas.Platform.Releases.GetAsync("shop", 3)).Reason);
    }

    [Fact]
    public async Task Start_ThatThePlatformCannotDo_IsR99()
    {
        await using var paas = await DeployedAsync();
        var log = await GoldenLog.BeginAsync(paas, "shop");
        paas.Driver.OnStart = static dyno => dyno.Exit(null, DynoFailure.CannotStart, "The disk is full: 0 bytes are free under /var/lib/paas.");

        paas.Driver.Find("worker.1").Exit(1);
        await paas.SettleAsync();

        await log.EqualAsync("r99");
    }

    [Fact]
    public async Task Day_Over_Cycles()
    {
        await using var paas = await DeployedAsync(configure: static options =>
        {
            options.CycleDynos = true;
            options.CycleJitter = TimeSpan.Zero;
        });
        var log = await GoldenLog.BeginAsync(paas, "shop");

        await AdvanceAsync(paas, TimeSpan.FromHours(23.9));
        await AdvanceAsync(paas, TimeSpan.FromHours(0.2));
        await AdvanceAsync(paas, TimeSpan.FromHours(23));

        await log.EqualAsync("cycling");
    }

    [Fact]
    public async Task Release_UnderPreboot_SwitchesAfterThreeMinutes()
    {
        await using var paas = await DeployedAsync();
        await ScaleAsync(paas, new FormationUpdate("web") { Quantity = 2 });
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Features = ImmutableDictionary<string, bool>.Empty.Add(AppFeature.Preboot, true) });
        var old = Ids(paas);
        var log = await GoldenLog.BeginAsync(paas, "shop");
        var tables = new List<string>();
        paas.Router.OnUpdate = table => tables.Add(string.Join(' ', table.Hosts["shop.localhost"].Targets.Select(target => old.Contains(target.DynoId) ? "old" : "new")));

        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await AdvanceAsync(paas, TimeSpan.FromSeconds(179));
        Assert.All(tables, static table => Assert.Equal("old old", table));
        Assert.Equal(4, paas.Driver.Running.Count(static dyno => dyno.Spec.Type == "web"));
        await AdvanceAsync(paas, TimeSpan.FromSeconds(2));

        Assert.DoesNotContain("old old new new", tables); // at once
        Assert.Equal("new new", tables[^1]);
        Assert.Equal(2, paas.Driver.Running.Count(static dyno => dyno.Spec.Type == "web"));
        await log.EqualAsync("preboot");
    }

    [Fact]
    public async Task Release_UnderPrebootThatCrashes_KeepsTheOldOne()
    {
        await using var paas = await DeployedAsync();
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Features = ImmutableDictionary<string, bool>.Empty.Add(AppFeature.Preboot, true) });
        var old = Ids(paas);
        paas.Driver.OnStart = static dyno =>
        {
            dyno.Start();
            dyno.Exit(1);
        };

        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await AdvanceAsync(paas, TimeSpan.FromMinutes(4));

        Assert.Equal(paas.Router.Route("shop.localhost").Targets.Single().DynoId, old.Intersect(Ids(paas)).Single());
    }

    [Fact]
    public async Task Metrics_SwitchedOn_AreLoggedWithTheLoadOnceThereIsAWindow()
    {
        await using var paas = await DeployedAsync();
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Features = ImmutableDictionary<string, bool>.Empty.Add(AppFeature.LogRuntimeMetrics, true) });
        var log = await GoldenLog.BeginAsync(paas, "shop");

        for (var i = 0; i < 17; i++)
        {
            paas.Driver.Find("web.1").Use(new DynoUsage(default, 22 * MiB) { MemoryCache = MiB / 4, MemorySwap = 0, PagesIn = 348_836, PagesOut = 343_403, Runnable = i % 2 * 4 });
            await AdvanceAsync(paas, TimeSpan.FromMinutes(1));
        }

        await log.EqualAsync("runtime-metrics");
    }

    private static async Task AdvanceAsync(TestPaas paas, TimeSpan time)
    {
        await paas.SettleAsync();
        await paas.AdvanceAsync(time);
    }

    private static List<Guid> Ids(TestPaas paas) => [.. paas.Driver.Running.Select(static dyno => dyno.Spec.Id)];

    private static async Task ScaleAsync(TestPaas paas, FormationUpdate update)
    {
        await paas.Platform.Formations.UpdateAsync("shop", [update]);
        await AdvanceAsync(paas, TimeSpan.FromMinutes(1));
    }

    private static async Task<TestPaas> DeployedAsync(Action<FakeDyno>? onStart = null, Action<EngineOptions>? configure = null)
    {
        var paas = await TestPaas.StartAsync(services => services.Configure(configure ?? (static _ => { })));
        if (onStart is not null)
            paas.Driver.OnStart = onStart;
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve -p $PORT\nworker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1 }]);
        await paas.SettleAsync();
        return paas;
    }
}
