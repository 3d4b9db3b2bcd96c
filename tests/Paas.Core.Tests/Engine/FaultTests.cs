using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Engine;

public sealed class FaultTests
{
    public static TheoryData<string> Commands => [.. AllCommands.Keys];

    private static Dictionary<string, Func<IPlatform, Task>> AllCommands { get; } = new()
    {
        ["set config"] = static platform => platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "2" }),
        ["scale"] = static platform => platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 3 }]),
        ["roll back"] = static platform => platform.Releases.RollbackAsync("shop", 3),
        ["rename"] = static platform => platform.Apps.UpdateAsync("shop", new AppUpdate { Name = "store" }),
        ["maintenance"] = static platform => platform.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }),
        ["add domain"] = static platform => platform.Domains.AddAsync("shop", "www2.example.com"),
        ["remove domain"] = static platform => platform.Domains.RemoveAsync("shop", "www.example.com"),
        ["build"] = static platform => platform.Builds.CreateAsync("shop", new BuildSource(static (_, _) => ValueTask.CompletedTask)),
        ["destroy"] = static platform => platform.Apps.DestroyAsync("shop"),
        ["create"] = static platform => platform.Apps.CreateAsync("other"),
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Commit_DiskIsFull_ChangesNothingAndTheCallerIsTold(string command)
    {
        var store = new FaultyStateStore();
        await using var paas = await DeployedAsync(store);
        var (before, started) = (await DescribeAsync(paas), paas.Driver.Started);

        store.OnCommit = FaultyStateStore.DiskFull;
        var e = await Assert.ThrowsAsync<PaasException>(() => AllCommands[command](paas.Platform));
        await paas.SettleAsync();

        Assert.Equal(PaasErrors.Unavailable, e.Id);
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        Assert.Equal((before, started), (await DescribeAsync(paas), paas.Driver.Started));

        store.OnCommit = static _ => ValueTask.CompletedTask;
        await AllCommands[command](paas.Platform);
        await paas.SettleAsync();
        Assert.NotEqual(before, await DescribeAsync(paas));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Commit_AnotherEngineChangedTheApp_IsAConflictAndChangesNothing(string command)
    {
        var store = new FaultyStateStore();
        await using var paas = await DeployedAsync(store);
        await using var other = await TestPaas.StartAsync(services => services.AddSingleton<IStateStore>(store).AddSingleton<ISecretProtector>(new SpoiledProtector()));
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1 }]);
        await paas.SettleAsync();
        var before = await DescribeAsync(other);

        // These three do not rest on what the other engine knows of the app.
        if (command is "build" or "destroy" or "create")
        {
            await AllCommands[command](other.Platform);
            return;
        }

        var e = await Assert.ThrowsAsync<PaasException>(() => AllCommands[command](other.Platform));
        await other.SettleAsync();

        Assert.Equal(PaasErrors.Conflict, e.Id);
        Assert.Contains("shop", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync(other));
    }

    [Fact]
    public async Task Release_DiskFullAtTheEndOfABuild_FailsTheBuildAndTheNextOneWorks()
    {
        var store = new FaultyStateStore();
        await using var paas = await DeployedAsync(store);
        paas.Buildpack.OnBuild = (_, _) =>
        {
            store.OnCommit = FaultyStateStore.DiskFull;
            return ValueTask.FromResult(new BuildpackResult());
        };

        var build = await paas.DeployAsync("shop", "web: second");

        Assert.Equal(BuildStatus.Failed, build.Status);
        Assert.Contains("No space left", build.Reason, StringComparison.Ordinal);
        Assert.Equal("first", paas.Driver.Find("web.1").Spec.Command);

        paas.Buildpack.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult());
        store.OnCommit = static _ => ValueTask.CompletedTask;
        await paas.AdvanceAsync(TimeSpan.FromMinutes(2));
        await paas.CrashAsync();
        Assert.Equal(build.Reason, (await paas.Platform.Builds.GetAsync("shop", build.Id)).Reason);
        Assert.Equal(BuildStatus.Succeeded, (await paas.DeployAsync("shop", "web: second")).Status);
        Assert.Equal("second", paas.Driver.Find("web.1").Spec.Command);
    }

    [Fact]
    public async Task Release_DiskFullWhenItsCommandEnded_IsDecidedWhenThereIsSpaceAgain()
    {
        var store = new FaultyStateStore();
        await using var paas = await DeployedAsync(store);
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Type == "release")
                store.OnCommit = FaultyStateStore.DiskFull;
            FakeDynoDriver.Behave(dyno);
        };
        var build = await paas.DeployAsync("shop", "web: second\nrelease: migrate");
        Assert.Equal(BuildStatus.Succeeded, build.Status);
        Assert.Equal("first", paas.Driver.Find("web.1").Spec.Command);

        paas.Driver.OnStart = FakeDynoDriver.Behave;
        store.OnCommit = static _ => ValueTask.CompletedTask;
        await paas.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(ReleaseStatus.Succeeded, (await paas.Platform.Releases.WaitAsync("shop", build.Release!.Value).WaitAsync(TimeSpan.FromSeconds(30))).Status);
        Assert.Equal("second", paas.Driver.Find("web.1").Spec.Command);
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "2" });
        await paas.SettleAsync();
        Assert.Equal("2", paas.Driver.Find("web.1").Spec.Environment["A"]);
    }

    [Fact]
    public async Task Dyno_CrashesWhileTheDiskIsFull_IsStartedAgain()
    {
        var store = new FaultyStateStore();
        await using var paas = await DeployedAsync(store);
        store.OnCommit = FaultyStateStore.DiskFull;
        paas.Driver.Find("web.1").Exit(1);
        await paas.SettleAsync();

        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        paas.Driver.OnStart = static dyno => dyno.Exit(1);
        await paas.Platform.Dynos.RestartAsync("shop");
        await paas.SettleAsync();
        paas.Driver.OnStart = FakeDynoDriver.Behave;
        await paas.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
    }

    private static async Task<TestPaas> DeployedAsync(FaultyStateStore store)
    {
        var paas = await TestPaas.StartAsync(services => services.AddSingleton<IStateStore>(store).AddSingleton<ISecretProtector>(new SpoiledProtector()));
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: first\nworker: work");
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.Platform.Domains.AddAsync("shop", "www.example.com");
        await paas.SettleAsync();
        return paas;
    }

    /// <summary>All that a client sees of the platform.</summary>
    private static async Task<string> DescribeAsync(TestPaas paas)
    {
        var platform = paas.Platform;
        List<string> facts = [];
        foreach (var app in await platform.Apps.ListAsync())
        {
            facts.Add($"{app.Name} {app.Maintenance}");
            facts.AddRange((await platform.Config.GetAsync(app.Name)).Select(static pair => $"{pair.Key}={pair.Value}"));
            facts.AddRange((await platform.Formations.GetAsync(app.Name)).Select(static process => $"{process.Type} {process.Quantity}"));
            facts.AddRange((await platform.Domains.ListAsync(app.Name)).Select(static domain => domain.Hostname));
            facts.AddRange((await platform.Releases.ListAsync(app.Name)).Select(static release => $"v{release.Version} {release.Status} {release.Current}"));
            facts.AddRange((await platform.Builds.ListAsync(app.Name)).Select(static build => $"build {build.Id} {build.Status}"));
            facts.AddRange((await platform.Dynos.ListAsync(app.Name)).Select(static dyno => $"{dyno.Id} {dyno.Name} {dyno.State} v{dyno.Release}"));
        }

        facts.AddRange(paas.Router.Table.Hosts.Select(static pair => $"{pair.Key} {pair.Value.AppName} {pair.Value.Status} {string.Join(' ', pair.Value.Targets)}").Order(StringComparer.Ordinal));
        return string.Join('\n', facts);
    }
}
