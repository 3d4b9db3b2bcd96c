using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Engine;

/// <summary>The host stops while things are under way.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Stop_WhileReleasesArePending_RunsNoFurtherCommandAndLeavesThemToTheNextStart()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        await paas.DeployAsync("shop", "web: new\nrelease: migrate");
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.SettleAsync();
        var started = paas.Driver.Started;

        await paas.StopAsync().WaitAsync(Bound, TestContext.Current.CancellationToken);
        Assert.Equal(started, paas.Driver.Started);
        Assert.Empty(paas.Driver.Running);
        await paas.CrashAsync();

        var releases = await paas.Platform.Releases.ListAsync("shop");
        Assert.Equal([ReleaseStatus.Failed, ReleaseStatus.Failed, ReleaseStatus.Succeeded], releases.Take(3).Select(static release => release.Status));
        Assert.Contains("The platform stopped while the release command ran", releases[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ThenAChange_IsRefused()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");

        await paas.StopAsync();

        Assert.Equal(PaasErrors.Unavailable, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash")))).Id);
        Assert.Equal(PaasErrors.Unavailable, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.CreateAsync("blog"))).Id);
        Assert.Equal("shop", (await paas.Platform.Apps.GetAsync("shop")).Name);
    }

    [Fact]
    public async Task Stop_WhileABuildIsAboutToStart_EndsIt()
    {
        var store = new FaultyStateStore();
        await using var paas = await TestPaas.StartAsync(services => services.AddSingleton<IStateStore>(store));
        await paas.Platform.Apps.CreateAsync("shop");
        var committing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.OnCommit = async _ =>
        {
            committing.TrySetResult();
            await goOn.Task;
        };
        var building = paas.Platform.Builds.CreateAsync("shop", new BuildSource(async (_, cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, paas.Time, cancellationToken)));
        await committing.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);

        var stopping = paas.StopAsync();
        goOn.SetResult();
        var build = await building;
        await stopping.WaitAsync(Bound, TestContext.Current.CancellationToken);

        Assert.Contains("platform stops", (await paas.Platform.Builds.GetAsync("shop", build.Id)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithAReleaseThatDidNotComeUp_KeepsTheReason()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");
        paas.Driver.OnStart = static dyno => dyno.Exit(1);
        await paas.DeployAsync("shop", "web: broken");

        await paas.StopAsync();

        Assert.NotNull((await paas.Platform.Releases.GetAsync("shop", 4)).Reason);
    }

    [Fact]
    public async Task Run_BadInput_IsRefusedAndLeavesNothing()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");

        foreach (var request in new[]
        {
            new RunRequest(" "),
            new RunRequest("a\0b"),
            new RunRequest("bash") { TimeToLive = TimeSpan.MaxValue },
            new RunRequest("bash") { TimeToLive = TimeSpan.Zero },
            new RunRequest("bash") { Environment = new Dictionary<string, string> { ["A=B"] = "1" }.ToImmutableDictionary() },
            new RunRequest("bash") { Size = "" },
        })
        {
            Assert.Equal(PaasErrors.InvalidParams, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.RunAsync("shop", request))).Id);
        }

        Assert.Single(await paas.Platform.Dynos.ListAsync("shop"));
    }
}
