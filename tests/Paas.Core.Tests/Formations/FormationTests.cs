using Paas.Testing;

namespace Paas.Formations;

public sealed class FormationTests
{
    [Fact]
    public async Task Scale_UpAndDown_FollowsAndLogs()
    {
        await using var paas = await DeployedAsync("web: serve\nworker: work");

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 3 }, new FormationUpdate("worker") { Delta = 1 }]);
        await paas.SettleAsync();
        Assert.Equal(["web.1", "web.2", "web.3"], paas.Router.Targets("shop.localhost"));
        Assert.Equal(4, paas.Driver.Running.Count);

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Delta = -2 }]);
        await paas.SettleAsync();

        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        var log = await paas.LogAsync("shop");
        Assert.Contains("app[api]: Scaled to web@3:Standard-1X worker@1:Standard-1X by user", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.3]: Stopping all processes with SIGTERM", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.3]: Process exited with status 143", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.3]: State changed from up to down", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clock", 1)]
    [InlineData("web", -1)]
    [InlineData("web", 101)]
    public async Task Scale_Impossible_ChangesNothing(string type, int quantity)
    {
        await using var paas = await DeployedAsync("web: serve");

        await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 2 }, new FormationUpdate(type) { Quantity = quantity }]));

        Assert.Equal(1, Assert.Single(await paas.Platform.Formations.GetAsync("shop")).Quantity);
    }

    [Fact]
    public async Task Scale_ToZero_AnswersNoWebDynos()
    {
        await using var paas = await DeployedAsync("web: serve");

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 0 }]);
        await paas.SettleAsync();

        Assert.Equal(RouteStatus.NoWebDynos, paas.Router.Route("shop.localhost").Status);
        Assert.Empty(paas.Driver.Running);
    }

    [Fact]
    public async Task Release_OfWeb_OldServesUntilTheNewOneIsReachedThenDrains()
    {
        await using var paas = await DeployedAsync("web: old");
        var old = paas.Driver.Find("web.1");
        var served = true;
        paas.Router.OnUpdate = table => served &= table.Hosts["shop.localhost"].Targets.Length > 0;
        paas.Router.HoldDrains = true;
        paas.Driver.OnStart = static dyno => dyno.Start();

        await paas.DeployAsync("shop", "web: new");
        Assert.Equal([old.Spec.Id], paas.Router.Route("shop.localhost").Targets.Select(static target => target.DynoId));

        var reached = false;
        paas.Router.OnCheck = _ => reached ? null : "refused";
        var next = paas.Driver.Find("web.1");
        next.Listen();
        await paas.SettleAsync();
        Assert.Equal(2, paas.Router.Route("shop.localhost").Targets.Length);
        Assert.False(old.StopRequested);

        reached = true;
        await paas.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal([next.Spec.Id], paas.Router.Route("shop.localhost").Targets.Select(static target => target.DynoId));
        Assert.False(old.StopRequested);

        paas.Router.FinishRequests();
        await paas.SettleAsync();
        Assert.True(old.StopRequested);
        Assert.True(served);
    }

    [Fact]
    public async Task Release_DrainThatNeverEnds_IsCutOff()
    {
        await using var paas = await DeployedAsync("web: old");
        var old = paas.Driver.Find("web.1");
        paas.Router.HoldDrains = true;
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.SettleAsync();

        Assert.False(old.StopRequested);
        await paas.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.True(old.StopRequested);
    }

    [Fact]
    public async Task Release_NeverComesUp_OldServesAndItSaysWhy()
    {
        await using var paas = await DeployedAsync("web: old");
        paas.Driver.OnStart = static dyno =>
        {
            dyno.Start();
            dyno.Print("Error: Cannot find module 'express'");
            dyno.Exit(1);
        };

        await paas.DeployAsync("shop", "web: broken");

        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        var release = await paas.Platform.Releases.GetAsync("shop", 4);
        Assert.True(release.Current);
        Assert.Contains("Cannot find module 'express'", release.Reason, StringComparison.Ordinal);
        Assert.Contains("v3 keeps serving", release.Reason, StringComparison.Ordinal);
        var crashed = Assert.Single(await paas.Platform.Dynos.ListAsync("shop"), static dyno => dyno.State == DynoState.Crashed);
        Assert.Contains("ended with status 1 before it bound $PORT", crashed.Reason, StringComparison.Ordinal);

        paas.Driver.OnStart = FakeDynoDriver.Behave;
        await paas.Platform.Dynos.RestartAsync("shop");
        await paas.SettleAsync();
        Assert.Null((await paas.Platform.Releases.GetAsync("shop", 4)).Reason);
    }

    [Fact]
    public async Task Crash_Repeated_RestartsAtOnceThenBacksOff()
    {
        await using var paas = await DeployedAsync("worker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1 }]);
        await paas.SettleAsync();
        paas.Driver.OnStart = static dyno =>
        {
            dyno.Start();
            dyno.Exit(1);
        };

        paas.Driver.Find("worker.1").Exit(0);
        await paas.SettleAsync();
        Assert.Equal(2, paas.Driver.Started); // the first restart is immediate

        foreach (var minutes in new[] { 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440 })
        {
            var before = paas.Driver.Started;
            await paas.AdvanceAsync(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Equal(before, paas.Driver.Started);
            await paas.AdvanceAsync(TimeSpan.FromSeconds(2));
            Assert.Equal(before + 1, paas.Driver.Started);
        }
    }

    [Fact]
    public async Task Crash_AfterLongUptime_StartsCountingAnew()
    {
        await using var paas = await DeployedAsync("web: serve");
        for (var i = 0; i < 5; i++)
        {
            await paas.AdvanceAsync(TimeSpan.FromMinutes(11));
            var started = paas.Driver.Started;
            paas.Driver.Find("web.1").Exit(1);
            await paas.SettleAsync();
            Assert.Equal(started + 1, paas.Driver.Started);
        }
    }

    [Fact]
    public async Task Crash_AllWebDynos_RouteSaysCrashed()
    {
        await using var paas = await DeployedAsync("web: serve");
        paas.Driver.OnStart = static dyno => dyno.Exit(1);

        paas.Driver.Find("web.1").Exit(1);
        await paas.SettleAsync();

        Assert.Equal(RouteStatus.Crashed, paas.Router.Route("shop.localhost").Status);
    }

    [Fact]
    public async Task Boot_NoPort_IsR10AfterAMinute()
    {
        await using var paas = await DeployedAsync("web: serve", static dyno => dyno.Start());
        Assert.Equal(RouteStatus.Starting, paas.Router.Route("shop.localhost").Status);

        await paas.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.Equal(DynoState.Starting, Assert.Single(await paas.Platform.Dynos.ListAsync("shop")).State);
        await paas.AdvanceAsync(TimeSpan.FromSeconds(2));

        var log = await paas.LogAsync("shop");
        Assert.Contains("heroku[web.1]: Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.1]: Stopping process with SIGKILL", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.1]: Process exited with status 137", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.1]: State changed from starting to crashed", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_WrongPort_IsToldAtOnceAndGivenUpSoon()
    {
        await using var paas = await DeployedAsync("web: serve", static dyno =>
        {
            dyno.Start();
            dyno.ListenElsewhere("127.0.0.1:3000");
        });
        var port = paas.Driver.Find("web.1").Port;

        var dyno = Assert.Single(await paas.Platform.Dynos.ListAsync("shop"));
        Assert.Equal($"It listens on 127.0.0.1:3000, but requests come to port {port}: bind 0.0.0.0:$PORT (PORT={port}) instead.", dyno.Reason);
        Assert.Contains(dyno.Reason!, await paas.LogAsync("shop"), StringComparison.Ordinal);

        await paas.AdvanceAsync(TimeSpan.FromSeconds(11));
        Assert.Contains("State changed from starting to crashed", await paas.LogAsync("shop"), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:3000", (await paas.Platform.Releases.GetAsync("shop", 3)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_IgnoringSigterm_IsR12()
    {
        await using var paas = await DeployedAsync("web: serve");
        paas.Driver.OnStop = static (dyno, _) => dyno.Exit(137, DynoFailure.ExitTimeout);

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 0 }]);
        await paas.SettleAsync();

        Assert.Contains("heroku[web.1]: Error R12 (Exit timeout) -> At least one process failed to exit within 30 seconds of SIGTERM", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DamagedSlug_IsR17()
    {
        await using var paas = await DeployedAsync("web: serve", static dyno =>
            dyno.Exit(null, DynoFailure.Checksum, "Checksum does match expected value. Expected: SHA256:aa Actual: SHA256:bb"));

        Assert.Contains("heroku[web.1]: Error R17 (Checksum error) -> Checksum does match expected value. Expected: SHA256:aa Actual: SHA256:bb", await paas.LogAsync("shop"), StringComparison.Ordinal);
        Assert.Equal(DynoState.Crashed, Assert.Single(await paas.Platform.Dynos.ListAsync("shop")).State);
    }

    [Fact]
    public async Task Restart_Web_ReplacesWithoutAGap()
    {
        await using var paas = await DeployedAsync("web: serve");
        var old = paas.Driver.Find("web.1").Spec.Id;
        var served = true;
        paas.Router.OnUpdate = table => served &= table.Hosts["shop.localhost"].Targets.Length > 0;

        await paas.Platform.Dynos.RestartAsync("shop", "web.1");
        await paas.SettleAsync();

        Assert.NotEqual(old, Assert.Single(paas.Driver.Running).Spec.Id);
        Assert.True(served);
    }

    [Fact]
    public async Task Stop_FormationDyno_IsReplaced()
    {
        await using var paas = await DeployedAsync("web: serve");
        var old = paas.Driver.Find("web.1").Spec.Id;

        await paas.Platform.Dynos.StopAsync("shop", "web.1");
        await paas.SettleAsync();

        Assert.NotEqual(old, Assert.Single(paas.Driver.Running).Spec.Id);
        Assert.Contains("web.1", (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.StopAsync("shop", "web.9"))).Message, StringComparison.Ordinal);
    }

    private static async Task<TestPaas> DeployedAsync(string procfile, Action<FakeDyno>? onStart = null)
    {
        var paas = await TestPaas.StartAsync();
        if (onStart is not null)
            paas.Driver.OnStart = onStart;
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", procfile);
        return paas;
    }
}
