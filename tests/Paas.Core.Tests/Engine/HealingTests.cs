using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Paas.Apps;
using Paas.Builds;
using Paas.Testing;

namespace Paas.Engine;

/// <summary>A router, driver or buildpack that fails leaves nothing stuck: the next resync, or the end of the fault, heals it.</summary>
public sealed class HealingTests
{
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(1);

    private readonly FaultyStateStore _store = new();

    [Fact]
    public async Task Router_RefusesATable_TheChangeIsMadeAndTheResyncRoutesIt()
    {
        await using var paas = await StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        paas.Router.OnUpdate = static _ => throw new InvalidOperationException("no memory");

        var build = await paas.DeployAsync("shop", "web: serve");
        await paas.Platform.Apps.CreateAsync("blank");
        paas.Router.OnUpdate = static _ => { };
        await paas.AdvanceAsync(Resync);

        Assert.Equal(BuildStatus.Succeeded, build.Status);
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        Assert.Equal(RouteStatus.Blank, paas.Router.Route("blank.localhost").Status);
    }

    [Fact]
    public async Task Router_RefusesATableDuringADrain_TheOldDynoStillEnds()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "web: serve");
        var old = paas.Driver.Find("web.1");
        paas.Router.OnUpdate = static _ => throw new InvalidOperationException("no memory");

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 0 }]);
        await paas.SettleAsync();
        Assert.False(old.StopRequested); // requests may still come to it
        paas.Router.OnUpdate = static _ => { };
        await paas.AdvanceAsync(Resync);

        Assert.Empty(paas.Driver.Running);
        Assert.Empty(paas.Router.Route("shop.localhost").Targets);
    }

    [Fact]
    public async Task Driver_FailsToStop_TriesAgain()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "web: serve");
        paas.Driver.OnStop = static (_, _) => throw new InvalidOperationException("busy");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 0 }]);
        await paas.SettleAsync();

        paas.Driver.OnStop = static (dyno, _) => dyno.Exit(143);
        await paas.AdvanceAsync(Resync);

        Assert.Empty(paas.Driver.Running);
        Assert.Empty(await paas.Platform.Dynos.ListAsync("shop"));
    }

    [Fact]
    public async Task Driver_IsSlowToStart_AStopComesAfterTheStart()
    {
        var driver = new SlowDriver();
        await using var paas = await StartAsync(services => services.AddSingleton<IDynoDriver>(driver));
        await paas.Platform.Apps.CreateAsync("shop");
        driver.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new BuildSource(static (directory, cancellationToken) => new ValueTask(File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), "web: serve", cancellationToken)));
        var build = await paas.Platform.Builds.CreateAsync("shop", source);
        await paas.Platform.Builds.WaitAsync("shop", build.Id);
        await driver.StartCalled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 0 }]);
        driver.Gate.SetResult();
        await paas.SettleAsync();
        while (!driver.Dynos.IsDrained)
            await Task.Yield();
        await paas.SettleAsync();

        Assert.Empty(driver.Dynos.Running);
        Assert.Empty(await paas.Platform.Dynos.ListAsync("shop"));
        Assert.False(driver.StoppedBeforeStarted);
    }

    [Fact]
    public async Task Driver_ThrowsAfterItStartedADyno_EndsThatDyno()
    {
        var driver = new SlowDriver();
        await using var paas = await StartAsync(services => services.AddSingleton<IDynoDriver>(driver));
        await paas.Platform.Apps.CreateAsync("shop");
        driver.Accepts = false;

        await paas.DeployAsync("shop", "web: serve");

        Assert.Equal(2, driver.Dynos.Started); // it is started again at once
        Assert.Empty(driver.Dynos.Running);
        var dyno = Assert.Single(await paas.Platform.Dynos.ListAsync("shop"));
        Assert.Equal(DynoState.Crashed, dyno.State);
        Assert.Contains("The connection was lost", dyno.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buildpack_ThrowsAtALineOfOutput_OtherDynosAreStillHeard()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "web: serve");
        paas.Driver.OnStart = static dyno =>
        {
            if (dyno.Spec.Type == "build")
                dyno.Print("boom");
            FakeDynoDriver.Behave(dyno);
        };
        paas.Buildpack.OnBuild = static async (context, cancellationToken) =>
        {
            await context.RunAsync(new BuildCommand("make") { OnOutput = static _ => throw new InvalidOperationException("bug") }, cancellationToken);
            return new BuildpackResult();
        };

        await paas.DeployAsync("shop", "web: serve").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        paas.Driver.Find("web.1").Exit(1);
        await paas.SettleAsync();

        Assert.Contains("State changed from up to crashed", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destroy_WithAReleaseThatDidNotComeUp_LeavesNoDocument()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "web: serve\nworker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1 }]);
        await paas.SettleAsync();
        paas.Driver.OnStart = static dyno =>
        {
            dyno.Start();
            if (dyno.Spec.Type == "web")
                dyno.Exit(1);
        };
        await paas.DeployAsync("shop", "web: broken\nworker: work");
        Assert.NotNull((await paas.Platform.Releases.GetAsync("shop", 4)).Reason);

        await paas.Platform.Apps.DestroyAsync("shop");
        await paas.SettleAsync();

        Assert.Empty(await _store.ListAsync("", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Destroy_DuringBuildAndReleaseCommand_LeavesNoOutput()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.DeployAsync("shop", "web: serve\nrelease: migrate");
        var app = await paas.Platform.Apps.GetAsync("shop");
        var building = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var build = await paas.Platform.Builds.CreateAsync("shop", new BuildSource(async (_, cancellationToken) =>
        {
            building.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, paas.Time, cancellationToken);
        }));
        await building.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await paas.Platform.Apps.DestroyAsync("shop");
        await paas.SettleAsync();

        var transcript = paas.Services.GetRequiredService<Transcripts>().ReadAsync(app.Id, BuildRuns.TranscriptKey(build.Id), TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(Path.Combine(paas.DataDirectory, "output", app.Id.ToString())));
        Assert.False(Directory.Exists(Path.Combine(paas.DataDirectory, "cache", app.Id.ToString())));
        Assert.Empty(await transcript.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Empty(paas.Driver.Running);
    }

    [Fact]
    public async Task ReleaseOutput_OfADestroyedApp_Ends()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.DeployAsync("shop", "web: serve\nrelease: migrate");
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        var reading = paas.Platform.Releases.OutputAsync("shop", 5).ToListAsync(TestContext.Current.CancellationToken).AsTask();

        await paas.Platform.Apps.DestroyAsync("shop");
        await paas.SettleAsync();

        var e = await Assert.ThrowsAsync<PaasException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(PaasErrors.NotFound, e.Id);
    }

    [Fact]
    public async Task Crash_ExplainedByTheLinesOfThatRun_NotOfItsPredecessor()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "web: serve");
        var old = paas.Driver.Find("web.1");
        paas.Driver.OnStart = dyno =>
        {
            dyno.Start();
            dyno.Print("the cause");
            old.Print("GET / 200");
            dyno.Exit(1);
        };

        await paas.DeployAsync("shop", "web: broken");

        var reason = Assert.Single(await paas.Platform.Dynos.ListAsync("shop"), static dyno => dyno.State == DynoState.Crashed).Reason;
        Assert.Contains("the cause", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crash_Repeated_SaysWhenItStartsAgain()
    {
        await using var paas = await StartAsync();
        paas.Driver.OnStart = static dyno =>
        {
            if (dyno.Spec.Type == "build")
                FakeDynoDriver.Behave(dyno);
            else
                dyno.Exit(1);
        };

        await DeployAsync(paas, "web: serve");

        const string told = "It crashed 2 times in a row; it starts again at 2026-01-01T00:10:00Z. A restart or a new release starts it at once.";
        Assert.Contains(told, Assert.Single(await paas.Platform.Dynos.ListAsync("shop")).Reason, StringComparison.Ordinal);
        Assert.Contains($"heroku[web.1]: {told}", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"app\":null}")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task Load_ADamagedApp_IsLeftOutAndTheOthersRun(string? document)
    {
        await using (var first = await StartAsync())
        {
            await DeployAsync(first, "web: serve");
            await first.Platform.Apps.CreateAsync("damaged");
            var id = (await first.Platform.Apps.GetAsync("damaged")).Id;
            await _store.CommitAsync(
                [document is null ? new StateChange(Keys.Release(id, 2), null) : new StateChange(Keys.App(id), Encoding.UTF8.GetBytes(document))],
                TestContext.Current.CancellationToken);
        }

        await using var paas = await StartAsync();

        Assert.Equal("shop", Assert.Single(await paas.Platform.Apps.ListAsync()).Name);
    }

    [Fact]
    public async Task Build_WaitingForAPlace_DoesNotUseUpItsTime()
    {
        await using var paas = await StartAsync(static services => services.Configure<EngineOptions>(static options =>
        {
            options.MaxConcurrentBuilds = 1;
            options.BuildTimeout = TimeSpan.FromMinutes(15);
        }));
        await paas.Platform.Apps.CreateAsync("hog");
        await paas.Platform.Apps.CreateAsync("shop");
        var building = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hog = await paas.Platform.Builds.CreateAsync("hog", new BuildSource(async (_, cancellationToken) =>
        {
            building.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, paas.Time, cancellationToken);
        }));
        await building.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        paas.Time.Advance(TimeSpan.FromMinutes(10));
        var shop = paas.DeployAsync("shop", "web: serve");
        paas.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(BuildStatus.Failed, (await paas.Platform.Builds.WaitAsync("hog", hog.Id)).Status);
        Assert.Equal(BuildStatus.Succeeded, (await shop.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Status);
    }

    private Task<TestPaas> StartAsync(Action<IServiceCollection>? configure = null) => TestPaas.StartAsync(services =>
    {
        services.AddSingleton<IStateStore>(_store);
        configure?.Invoke(services);
    });

    private static async Task DeployAsync(TestPaas paas, string procfile)
    {
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", procfile);
    }

    /// <summary>A driver whose start takes as long as the test says, and may fail afterwards.</summary>
    private sealed class SlowDriver : IDynoDriver
    {
        private int _started;

        public FakeDynoDriver Dynos { get; } = new();

        public TaskCompletionSource? Gate { get; set; }

        public bool Accepts { get; set; } = true;

        public TaskCompletionSource StartCalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool StoppedBeforeStarted { get; private set; }

        public string Name => "slow";

        public async ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
        {
            StartCalled.TrySetResult();
            if (Gate is { } gate)
                await gate.Task;
            Interlocked.Increment(ref _started);
            await Dynos.StartAsync(spec, cancellationToken);
            if (Accepts)
                return;
            while (!Dynos.IsDrained)
                await Task.Yield(); // until the engine has heard that the dyno runs
            throw new IOException("The connection was lost.");
        }

        public ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken)
        {
            StoppedBeforeStarted |= Volatile.Read(ref _started) == 0;
            return Dynos.StopAsync(dynoId, grace, cancellationToken);
        }

        public ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken) => Dynos.SendAsync(dynoId, request, cancellationToken);

        public IAsyncEnumerable<DynoEvent> WatchAsync(CancellationToken cancellationToken) => Dynos.WatchAsync(cancellationToken);
    }
}
