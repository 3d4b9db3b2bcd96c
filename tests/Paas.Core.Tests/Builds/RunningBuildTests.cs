using Paas.Engine;
using Paas.Testing;

namespace Paas.Builds;

/// <summary>Builds that are under way when something else happens.</summary>
public sealed class RunningBuildTests
{
    private static readonly BuildSource Empty = new(static (_, _) => ValueTask.CompletedTask);

    [Fact]
    public async Task Create_WhileABuildRuns_IsRefused()
    {
        await using var paas = await StartAsync();
        var hang = new HangingBuild(paas);
        paas.Buildpack.OnBuild = hang.BuildAsync;
        var build = await paas.Platform.As("ada@example.com").Builds.CreateAsync("shop", Empty);
        await hang.Started;

        var e = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Builds.CreateAsync("shop", Empty));

        Assert.Equal(PaasErrors.Conflict, e.Id);
        Assert.Contains("ada@example.com", e.Message, StringComparison.Ordinal);
        hang.Finish();
        Assert.Equal(BuildStatus.Succeeded, (await paas.Platform.Builds.WaitAsync("shop", build.Id)).Status);
        Assert.Single(await paas.Platform.Builds.ListAsync("shop"));
    }

    [Fact]
    public async Task Cancel_RunningBuild_FailsItAndAnotherMayStart()
    {
        await using var paas = await StartAsync();
        var hang = new HangingBuild(paas);
        paas.Buildpack.OnBuild = hang.BuildAsync;
        var build = await paas.Platform.Builds.CreateAsync("shop", Empty);
        await hang.Started;

        await paas.Platform.Builds.CancelAsync("shop", build.Id);
        build = await paas.Platform.Builds.WaitAsync("shop", build.Id);

        Assert.Equal((BuildStatus.Failed, "The build was cancelled."), (build.Status, build.Reason));
        await paas.Platform.Builds.CancelAsync("shop", build.Id);
        paas.Buildpack.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult());
        Assert.Equal(3, (await paas.DeployAsync("shop", "web: serve")).Release);
    }

    [Fact]
    public async Task Cancel_ABuildCommandRuns_StopsItsDynoFirst()
    {
        await using var paas = await StartAsync();
        var started = new TaskCompletionSource<FakeDyno>(TaskCreationOptions.RunContinuationsAsynchronously);
        paas.Driver.OnStart = dyno =>
        {
            dyno.Start();
            started.SetResult(dyno);
        };
        paas.Driver.OnStop = static (_, _) => { };
        paas.Buildpack.OnBuild = static async (context, cancellationToken) =>
        {
            await context.RunAsync(new BuildCommand("make"), cancellationToken);
            return new BuildpackResult();
        };
        var build = await paas.Platform.Builds.CreateAsync("shop", Empty);
        var dyno = await started.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await paas.Platform.Builds.CancelAsync("shop", build.Id);
        await paas.SettleAsync();
        Assert.True(dyno.StopRequested);
        Assert.Equal(BuildStatus.Pending, (await paas.Platform.Builds.GetAsync("shop", build.Id)).Status);

        dyno.Exit(143);
        Assert.Equal("The build was cancelled.", (await paas.Platform.Builds.WaitAsync("shop", build.Id)).Reason);
    }

    [Fact]
    public async Task Timeout_BuildTakesTooLong_FailsIt()
    {
        await using var paas = await StartAsync();
        var hang = new HangingBuild(paas);
        paas.Buildpack.OnBuild = hang.BuildAsync;
        var build = await paas.Platform.Builds.CreateAsync("shop", Empty);
        await hang.Started;

        await paas.AdvanceAsync(TimeSpan.FromMinutes(14));
        Assert.Equal(BuildStatus.Pending, (await paas.Platform.Builds.GetAsync("shop", build.Id)).Status);
        await paas.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("Build timed out: it did not end within 15 minutes.", (await paas.Platform.Builds.WaitAsync("shop", build.Id)).Reason);
    }

    [Fact]
    public async Task Stop_WhileABuildRuns_FailsItWithTheReasonAndKeepsThat()
    {
        await using var paas = await StartAsync();
        var hang = new HangingBuild(paas);
        paas.Buildpack.OnBuild = hang.BuildAsync;
        var build = await paas.Platform.Builds.CreateAsync("shop", Empty);
        await hang.Started;

        await paas.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Builds.CreateAsync("shop", Empty));
        await paas.CrashAsync(keepData: true);
        build = await paas.Platform.Builds.GetAsync("shop", build.Id);
        Assert.Equal((BuildStatus.Failed, "The build was ended because the platform stops. Push again when it is back."), (build.Status, build.Reason));
        Assert.Contains($" !     {build.Reason}", await paas.Platform.Builds.OutputAsync("shop", build.Id).ToListAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(paas.DataDirectory, build.Id.ToString("n"), SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Crash_WhileABuildRuns_LeavesNoDirectoryAndSaysWhy()
    {
        await using var paas = await StartAsync();
        var hang = new HangingBuild(paas);
        paas.Buildpack.OnBuild = hang.BuildAsync;
        var build = await paas.Platform.Builds.CreateAsync("shop", Empty);
        await hang.Started;
        Assert.True(Directory.Exists(Path.Combine(paas.DataDirectory, "builds", build.Id.ToString("n"))));

        await paas.CrashAsync(keepData: true);

        Assert.Equal("The platform stopped during the build. Push again.", (await paas.Platform.Builds.GetAsync("shop", build.Id)).Reason);
        Assert.False(Directory.Exists(Path.Combine(paas.DataDirectory, "builds", build.Id.ToString("n"))));
        paas.Buildpack.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult());
        Assert.Equal(BuildStatus.Succeeded, (await paas.DeployAsync("shop", "web: serve")).Status);
    }

    private static async Task<TestPaas> StartAsync()
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        return paas;
    }
}
