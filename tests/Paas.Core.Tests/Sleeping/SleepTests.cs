using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Sleeping;

public sealed class SleepTests
{
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Eco_HalfAnHourWithoutRequests_SleepsAndWakesAsHeroku()
    {
        await using var paas = await DeployedAsync("web: serve\nworker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Size = "eco" }, new FormationUpdate("worker") { Size = "eco", Quantity = 1 }]);
        await paas.SettleAsync();
        var app = await paas.Platform.Apps.GetAsync("shop");

        await IdleAsync(paas, Half - TimeSpan.FromMinutes(2));
        Assert.Equal(RouteStatus.Serving, paas.Router.Route("shop.localhost").Status);
        paas.Router.Count(app.Id, paas.Time.GetUtcNow(), 1);
        await IdleAsync(paas, Half - TimeSpan.FromMinutes(2));
        Assert.Equal(RouteStatus.Serving, paas.Router.Route("shop.localhost").Status);
        await IdleAsync(paas, TimeSpan.FromMinutes(4));

        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);
        Assert.Empty(paas.Driver.Running);
        Assert.Equal(["web.1 Idle", "worker.1 Idle"], (await paas.Platform.Dynos.ListAsync("shop")).Select(static dyno => $"{dyno.Name} {dyno.State}"));
        Assert.Equal(
            ["Idling", "State changed from up to down", "Stopping all processes with SIGTERM", "Process exited with status 143"],
            (await LinesAsync(paas, "web.1")).TakeLast(4));

        await WakeAsync(paas, app);
        Assert.Equal(RouteStatus.Serving, paas.Router.Route("shop.localhost").Status);
        Assert.Equal(["web.1", "worker.1"], paas.Driver.Running.Select(static dyno => dyno.Spec.Name).Order());
        Assert.Equal(
            ["Unidling", "State changed from down to starting", "Starting process with command `serve`", "State changed from starting to up", "Woke in 0 ms"],
            (await LinesAsync(paas, "web.1")).TakeLast(5));
        Assert.Equal(1, (await paas.Platform.Releases.GetWakeTimesAsync("shop", 3)).Asleep.Count);
    }

    [Fact]
    public async Task Tiers_OfAPolicy_FreezeThenEndTheDynos()
    {
        await using var paas = await DeployedAsync("web: serve\nworker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 2 }, new FormationUpdate("worker") { Quantity = 1 }]);
        var app = await SetPolicyAsync(paas);

        await IdleAsync(paas, TimeSpan.FromMinutes(6));
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);
        Assert.Empty(paas.Router.Targets("shop.localhost"));
        Assert.Equal(3, paas.Driver.Running.Count(static dyno => dyno.IsFrozen));
        Assert.All(await paas.Platform.Dynos.ListAsync("shop"), static dyno => Assert.Equal(DynoState.Idle, dyno.State));
        var ids = paas.Driver.Running.Select(static dyno => dyno.Spec.Id).Order().ToList();

        await WakeAsync(paas, app);
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));
        Assert.All(paas.Driver.Running, static dyno => Assert.False(dyno.IsFrozen));
        Assert.Equal(ids, paas.Driver.Running.Select(static dyno => dyno.Spec.Id).Order());
        Assert.Equal(["State changed from up to idle", "State changed from idle to up", "Woke in 0 ms"], (await LinesAsync(paas, "web.1")).TakeLast(3));

        await IdleAsync(paas, TimeSpan.FromMinutes(12));
        Assert.Empty(paas.Driver.Running);
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);
        await WakeAsync(paas, app);
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));
        var wakes = await paas.Platform.Releases.GetWakeTimesAsync("shop", 3);
        Assert.Equal((1, 1), (wakes.Frozen.Count, wakes.Asleep.Count));
    }

    [Fact]
    public async Task Settling_RequestsInFlight_AreWaitedFor()
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        paas.Router.HoldDrains = true; // the figures said nothing of the request: it came in between

        await IdleAsync(paas, TimeSpan.FromMinutes(6), stopAt: RouteStatus.Idle);
        Assert.DoesNotContain(paas.Driver.Running, static dyno => dyno.IsFrozen);
        paas.Router.FinishRequests();
        await paas.SettleAsync();
        Assert.Contains(paas.Driver.Running, static dyno => dyno.IsFrozen);
    }

    [Fact]
    public async Task Settling_RequestThatTakesLong_KeepsTheAppAwake()
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        paas.Router.HoldDrains = true;
        await IdleAsync(paas, TimeSpan.FromMinutes(6), stopAt: RouteStatus.Idle);

        await paas.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        Assert.DoesNotContain(paas.Driver.Running, static dyno => dyno.IsFrozen);
    }

    [Fact]
    public async Task Settling_RequestComes_GoesOnAtOnce()
    {
        await using var paas = await DeployedAsync("web: serve");
        var app = await SetPolicyAsync(paas);
        paas.Router.HoldDrains = true;
        await IdleAsync(paas, TimeSpan.FromMinutes(6), stopAt: RouteStatus.Idle);

        await WakeAsync(paas, app);
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        paas.Router.FinishRequests();
        await paas.SettleAsync();
        Assert.DoesNotContain(paas.Driver.Running.SelectMany(static dyno => dyno.Received), static request => request is DynoFreeze);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Change_OfASleepingApp_WakesIt(bool frozen)
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        var sleep = TimeSpan.FromMinutes(frozen ? 6 : 12);

        await IdleAsync(paas, sleep);
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.SettleAsync();
        Assert.Equal("1", Assert.Single(paas.Driver.Running).Spec.Environment["A"]);
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));

        await IdleAsync(paas, sleep);
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 2 }]);
        await paas.SettleAsync();
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));

        await IdleAsync(paas, sleep);
        await paas.Platform.Dynos.RestartAsync("shop");
        await paas.SettleAsync();
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));

        await IdleAsync(paas, sleep);
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Sleep = SleepPolicy.Never });
        await paas.SettleAsync();
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));
        await IdleAsync(paas, sleep);
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));
        Assert.DoesNotContain(paas.Driver.Running, static dyno => dyno.IsFrozen);
    }

    [Fact]
    public async Task Run_OfAOneOff_LeavesTheAppAsleep()
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        await IdleAsync(paas, TimeSpan.FromMinutes(12));

        Assert.Equal(0, await (await paas.Platform.Dynos.RunAsync("shop", new RunRequest("ls"))).ExitCode);
        await paas.Platform.Dynos.StopAsync("shop", "web.1");
        await paas.SettleAsync();
        Assert.Empty(paas.Driver.Running);
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);
    }

    [Fact]
    public async Task Stop_OfAFrozenDyno_ReplacesIt()
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        await IdleAsync(paas, TimeSpan.FromMinutes(6));
        var frozen = paas.Driver.Find("web.1");

        await paas.Platform.Dynos.StopAsync("shop", "web.1");
        await paas.SettleAsync();

        Assert.NotSame(frozen, Assert.Single(paas.Driver.Running));
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
    }

    [Fact]
    public async Task Crash_OfAFrozenDyno_IsMadeUpForAtTheWake()
    {
        await using var paas = await DeployedAsync("web: serve");
        var app = await SetPolicyAsync(paas);
        await IdleAsync(paas, TimeSpan.FromMinutes(6));
        paas.Driver.Find("web.1").Exit(137);
        await paas.SettleAsync();
        Assert.Empty(paas.Driver.Running);
        Assert.Equal(RouteStatus.Idle, paas.Router.Route("shop.localhost").Status);

        await WakeAsync(paas, app);
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
    }

    [Fact]
    public async Task Driver_CannotFreeze_AppsSleepAllTheSame()
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        paas.Driver.OnSend = static (_, _) => throw new NotSupportedException("There is no freezer.");

        await IdleAsync(paas, TimeSpan.FromMinutes(6));
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        await IdleAsync(paas, TimeSpan.FromMinutes(10));
        Assert.Empty(paas.Driver.Running);
    }

    [Fact]
    public async Task Inside_ACommandRuns_TheAppStaysAwake()
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Inside = "web.1" });

        await IdleAsync(paas, TimeSpan.FromMinutes(20));
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        paas.Driver.Running.Single(static dyno => dyno.Spec.Inside is not null).Exit(0);
        await IdleAsync(paas, TimeSpan.FromMinutes(7));
        Assert.True(paas.Driver.Find("web.1").IsFrozen);
    }

    [Fact]
    public async Task Destroy_OfAFrozenApp_EndsItsDynos()
    {
        await using var paas = await DeployedAsync("web: serve");
        await SetPolicyAsync(paas);
        await IdleAsync(paas, TimeSpan.FromMinutes(6));

        await paas.Platform.Apps.DestroyAsync("shop");
        await paas.SettleAsync();

        Assert.Empty(paas.Driver.Running);
        Assert.Empty(await paas.State.ListAsync("", CancellationToken.None));
    }

    [Theory]
    [InlineData(10d, 10d)]
    [InlineData(20d, 10d)]
    [InlineData(0.5, null)]
    [InlineData(null, 60d * 60 * 24 * 41)]
    public async Task Policy_Illegal_IsRefused(double? freeze, double? sleep)
    {
        await using var paas = await DeployedAsync("web: serve");
        var policy = new SleepPolicy { FreezeAfter = freeze is { } f ? TimeSpan.FromSeconds(f) : null, SleepAfter = sleep is { } s ? TimeSpan.FromSeconds(s) : null };

        Assert.Equal(PaasErrors.InvalidParams, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Sleep = policy }))).Id);
        Assert.Null((await paas.Platform.Apps.GetAsync("shop")).Sleep);
    }

    internal static async Task<TestPaas> DeployedAsync(string procfile)
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", procfile);
        return paas;
    }

    /// <summary>Frozen after 5 minutes, asleep after 10.</summary>
    internal static async Task<App> SetPolicyAsync(TestPaas paas)
    {
        var app = await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Sleep = new SleepPolicy { FreezeAfter = TimeSpan.FromMinutes(5), SleepAfter = TimeSpan.FromMinutes(10) } });
        await paas.SettleAsync();
        return app;
    }

    internal static async Task IdleAsync(TestPaas paas, TimeSpan time, RouteStatus? stopAt = null)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(30))
        {
            await paas.AdvanceAsync(TimeSpan.FromSeconds(30));
            if (paas.Router.Route("shop.localhost").Status == stopAt)
                return;
        }
    }

    internal static async Task WakeAsync(TestPaas paas, App app)
    {
        await paas.Services.GetRequiredService<IAppWaker>().WakeAsync(app.Id, CancellationToken.None);
        await paas.SettleAsync();
    }

    private static async Task<List<string>> LinesAsync(TestPaas paas, string dyno) =>
        [.. (await paas.LogAsync("shop")).Split('\n').Select(line => line.Split($"heroku[{dyno}]: ")).Where(static parts => parts.Length == 2).Select(static parts => parts[1])];
}
