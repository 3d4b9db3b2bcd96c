using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Formations;

/// <summary>The host dies, or stops, and its dynos run on.</summary>
public sealed class AdoptionTests
{
    [Fact]
    public async Task Crash_WithDynosThatOutliveIt_KeepsThemAndRoutesThemWithTheFirstTable()
    {
        await using var paas = await StartAsync("web: serve\nworker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 2 }, new FormationUpdate("worker") { Quantity = 1 }]);
        await paas.SettleAsync();
        var before = Ids(paas);

        await paas.CrashAsync(keepDynos: true);

        Assert.Equal(before, Ids(paas));
        Assert.Equal(0, paas.Driver.Started);
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));
        Assert.All(await paas.Platform.Dynos.ListAsync("shop"), static dyno => Assert.Equal(DynoState.Up, dyno.State));
        Assert.Equal("", await paas.LogAsync("shop")); // nothing changed
    }

    [Fact]
    public async Task Crash_OfAnAppThatChangedMeanwhile_ReplacesTheOldDyno()
    {
        await using var paas = await StartAsync("web: serve");
        var old = paas.Driver.Find("web.1").Spec.Id;
        paas.Driver.OnStart = static dyno => dyno.Start(); // the new dyno never listens before the host dies
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.SettleAsync();

        await paas.CrashAsync(keepDynos: true);

        Assert.Equal([old], paas.Router.Route("shop.localhost").Targets.Select(static target => target.DynoId));
        var next = paas.Driver.Find("web.1");
        Assert.NotEqual(old, next.Spec.Id);
        next.Listen();
        await paas.SettleAsync();
        Assert.Equal([next.Spec.Id], Ids(paas));
    }

    [Fact]
    public async Task Crash_DynoThatEndedMeanwhile_StartsAnewAndTellsItsTrueEnd()
    {
        await using var paas = await StartAsync("web: serve");
        var old = paas.Driver.Find("web.1").Spec.Id;

        await paas.CrashAsync(keepDynos: true, meanwhile: static dynos =>
        {
            dynos[0].Print("out of luck");
            dynos[0].Exit(7);
        });

        Assert.DoesNotContain(old, Ids(paas));
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        var log = await paas.LogAsync("shop");
        Assert.Contains("app[web.1]: out of luck", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.1]: Process exited with status 7\n", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.1]: State changed from up to crashed", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crash_WhatNothingWants_IsStopped()
    {
        await using var paas = await StartAsync("web: serve\nrelease: migrate");
        await paas.Platform.Apps.CreateAsync("gone");
        await paas.DeployAsync("gone", "web: serve");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 3 }]);
        await paas.SettleAsync();
        paas.Driver.OnStop = static (_, _) => { }; // they are being stopped when the host dies
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 1 }]);
        await paas.Platform.Apps.DestroyAsync("gone");
        await paas.SettleAsync();
        paas.Driver.OnStop = static (dyno, _) => dyno.Exit(143);

        await paas.CrashAsync(keepDynos: true);

        Assert.Equal("web.1", Assert.Single(paas.Driver.Running).Spec.Name);
    }

    [Fact]
    public async Task Crash_ReleaseCommandUnderWay_FailsAndIsStoppedButOneOffsRunOn()
    {
        await using var paas = await StartAsync("web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.Platform.Dynos.RunAsync("shop", new RunRequest("import"));
        await paas.DeployAsync("shop", "web: new\nrelease: migrate");
        var run = paas.Driver.Running.Single(static dyno => dyno.Spec.Type == "run");

        await paas.CrashAsync(keepDynos: true);

        var release = await paas.Platform.Releases.GetAsync("shop", 4);
        Assert.Equal(ReleaseStatus.Failed, release.Status);
        Assert.Equal(["run", "web"], paas.Driver.Running.Select(static dyno => dyno.Spec.Type).Order(StringComparer.Ordinal));
        Assert.Contains(await paas.Platform.Dynos.ListAsync("shop"), dyno => dyno.Id == run.Spec.Id && dyno.State == DynoState.Up);

        run.Print("half done");
        run.Exit(0);
        await paas.SettleAsync();
        Assert.DoesNotContain(await paas.Platform.Dynos.ListAsync("shop"), static dyno => dyno.Type == "run");
        Assert.Contains($"app[{run.Spec.Name}]: half done", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crash_OneOffThatRunsOn_HasTheRestOfADay()
    {
        await using var paas = await StartAsync("web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.Platform.Dynos.RunAsync("shop", new RunRequest("import"));
        await paas.SettleAsync();
        await paas.AdvanceAsync(TimeSpan.FromHours(10));

        await paas.CrashAsync(keepDynos: true);
        await paas.AdvanceAsync(TimeSpan.FromHours(13.9));
        Assert.Contains(paas.Driver.Running, static dyno => dyno.Spec.Type == "run");
        await paas.AdvanceAsync(TimeSpan.FromHours(0.2));

        Assert.DoesNotContain(paas.Driver.Running, static dyno => dyno.Spec.Type == "run");
    }

    [Fact]
    public async Task Crash_DynoStillBooting_HasItsBootTimeAnew()
    {
        await using var paas = await StartAsync("web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.Platform.Dynos.StopAsync("shop", "web.1");
        await paas.AdvanceAsync(TimeSpan.FromSeconds(50));

        await paas.CrashAsync(keepDynos: true);
        await paas.AdvanceAsync(TimeSpan.FromSeconds(50));
        paas.Driver.Find("web.1").Listen();
        await paas.SettleAsync();

        Assert.Equal(DynoState.Up, Assert.Single(await paas.Platform.Dynos.ListAsync("shop")).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_InGoodOrder_EndsDynosUnlessTheyOutliveTheHost(bool outlive)
    {
        await using var paas = await StartAsync("web: serve\nworker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1 }]);
        await paas.SettleAsync();
        paas.Driver.DynosOutliveHost = outlive;
        var before = Ids(paas);

        await paas.RestartAsync();

        Assert.Equal(outlive ? before : [], before.Intersect(Ids(paas)));
        Assert.Equal(2, paas.Driver.Running.Count);
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
    }

    [Fact]
    public async Task Start_DriverThatNeverSaysWhatRuns_GoesOnAfterTheTimeout()
    {
        var driver = new SilentDriver();
        await using var paas = await TestPaas.StartAsync(services =>
        {
            services.AddSingleton<IDynoDriver>(driver);
            services.AddSingleton(TimeProvider.System);
            services.Configure<EngineOptions>(static options => options.AdoptionTimeout = TimeSpan.FromMilliseconds(50));
        });

        Assert.Equal("shop", (await paas.Platform.Apps.CreateAsync("shop")).Name);
    }

    private static List<Guid> Ids(TestPaas paas) => [.. paas.Driver.Running.Select(static dyno => dyno.Spec.Id).Order()];

    private static async Task<TestPaas> StartAsync(string procfile)
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", procfile);
        return paas;
    }

    private sealed class SilentDriver : IDynoDriver
    {
        public string Name => "silent";

        public ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public async IAsyncEnumerable<DynoEvent> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (cancellationToken.Register(end.SetResult))
                await end.Task;
            yield break;
        }
    }
}
