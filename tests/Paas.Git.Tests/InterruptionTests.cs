using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Paas.Git.Tests.Fakes;

namespace Paas.Git.Tests;

public sealed class InterruptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Server_HasNoGitProgram() =>
        Assert.Throws<Win32Exception>(static () => Process.Start(new ProcessStartInfo("git") { UseShellExecute = false }));

    [Fact]
    public async Task Pusher_GoesAwayDuringTheBuild_CancelsItAndLeavesNothing()
    {
        await using var host = await GitHost.StartAsync();
        var started = new TaskCompletionSource();
        host.Builds.Script = async build =>
        {
            build.Write("-----> Building");
            started.TrySetResult();
            await build.Cancelled;
            return false;
        };
        await host.CommitAsync("a.txt", "1");
        using (var push = host.StartGit(host.Work, "push", host.Url, "main"))
        {
            await started.Task.WaitAsync(Patience, Token);
            push.Kill(entireProcessTree: true);
            await push.WaitForExitAsync(Token);
        }

        await host.Builds.All[0].Done.WaitAsync(Patience, Token);
        await UntilAsync(() => host.Quarantined.Count == 0);
        Assert.Null(await host.ServerRefAsync("refs/heads/main"));

        host.Builds.Script = FakeBuilds.SucceedAsync;
        (await host.PushAsync("main")).Succeeded();
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task Pusher_GoesAwayWhileItLaunches_RefMovesWithTheRelease()
    {
        await using var host = await GitHost.StartAsync();
        var started = new TaskCompletionSource();
        host.Builds.Script = async build =>
        {
            started.TrySetResult();
            await build.Cancelled; // too late to cancel: it launches
            return true;
        };
        var commit = await host.CommitAsync("a.txt", "1");
        using (var push = host.StartGit(host.Work, "push", host.Url, "main"))
        {
            await started.Task.WaitAsync(Patience, Token);
            push.Kill(entireProcessTree: true);
            await push.WaitForExitAsync(Token);
        }

        await UntilAsync(() => host.Quarantined.Count == 0);
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/main"));
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task Host_StopsDuringTheBuild_TellsThePusherAndLeavesNothing()
    {
        await using var host = await GitHost.StartAsync();
        var started = new TaskCompletionSource();
        host.Builds.Script = async build =>
        {
            started.TrySetResult();
            await build.Cancelled;
            return false;
        };
        await host.CommitAsync("a.txt", "1");
        var push = host.PushAsync("main");
        await started.Task.WaitAsync(Patience, Token);

        await host.StopAsync();

        var result = (await push).Failed();
        Assert.Contains("pre-receive hook declined", result.Error, StringComparison.Ordinal);
        Assert.Contains(result.Remote, static l => l.Contains("the platform is stopping", StringComparison.Ordinal));
        Assert.Null(await host.ServerRefAsync("refs/heads/main"));
        Assert.Empty(host.Quarantined);
    }

    [Fact]
    public async Task Repository_CannotBeWritten_TellsThatTheReleaseWasMade()
    {
        await using var host = await GitHost.StartAsync();
        (await host.GitAsync("ls-remote", host.Url)).Succeeded();
        host.Builds.Script = async build =>
        {
            // A file where the directory of packs was: like a full disk, but as root too.
            Directory.Delete(Path.Combine(host.Repository, "objects", "pack"));
            await File.WriteAllTextAsync(Path.Combine(host.Repository, "objects", "pack"), "");
            return true;
        };
        await host.CommitAsync("a.txt", "1");
        var push = (await host.PushAsync("main")).Failed();
        Assert.Contains("the repository cannot be written", push.Error, StringComparison.Ordinal);
        Assert.Contains(push.Remote, static l => l.Contains("The release was made", StringComparison.Ordinal));
        Assert.Empty(host.Quarantined);
        Assert.False(File.Exists(Path.Combine(host.Repository, "refs", "heads", "main")));
    }

    [Fact]
    public async Task Start_LeftoversOfACrash_AreRemovedAndTheRepositoryWorks()
    {
        string? repository = null;
        await using var host = await GitHost.StartAsync(prepare: (root, platform) =>
        {
            repository = GitHost.RepositoryOf(root, platform.Shop.Id);
            var store = new Repositories.RepositoryStore(Microsoft.Extensions.Options.Options.Create(new PaasOptions { DataDirectory = Path.Combine(root, "data") }));
            store.Open(platform.Shop.Id);
            Directory.CreateDirectory(Path.Combine(repository, "quarantine", "dead", "objects", "pack"));
            File.WriteAllText(Path.Combine(repository, "quarantine", "dead", "objects", "pack", "half.pack"), "PACK");
            File.WriteAllText(Path.Combine(repository, "refs", "heads", "main.lock"), "");
            Directory.CreateDirectory(repository + ".0.new");
        });

        Assert.Empty(host.Quarantined);
        Assert.False(Directory.Exists(repository + ".0.new"));
        await host.CommitAsync("a.txt", "1");
        (await host.PushAsync("main")).Succeeded();
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task App_Destroyed_RemovesItsRepository()
    {
        var state = new FakeStateStore();
        await using var host = await GitHost.StartAsync(services: services => services.AddSingleton<IStateStore>(state));
        await host.CommitAsync("a.txt", "1");
        (await host.PushAsync("main")).Succeeded();

        state.Publish($"app/{host.Platform.Shop.Id}/release/00000001", null);
        state.Publish("app/not-an-id", null);
        Assert.True(Directory.Exists(host.Repository));
        state.Publish($"app/{host.Platform.Shop.Id}", null);
        await UntilAsync(() => !Directory.Exists(host.Repository));
    }

    [Fact]
    public async Task Start_AppThatTheStoreLacks_LosesItsRepositoryUnlessTheStoreKnowsNone()
    {
        var state = new FakeStateStore();
        Guid gone = Guid.NewGuid(), known = Guid.NewGuid();
        void Prepare(string root, FakePlatform platform)
        {
            var store = new Repositories.RepositoryStore(Microsoft.Extensions.Options.Options.Create(new PaasOptions { DataDirectory = Path.Combine(root, "data") }));
            store.Open(gone);
            store.Open(known);
        }

        await using (var wrongStore = await GitHost.StartAsync(services: services => services.AddSingleton<IStateStore>(state), prepare: Prepare))
        {
            await state.Watched.WaitAsync(Patience, Token);
            Assert.True(Directory.Exists(GitHost.RepositoryOf(wrongStore.Root, gone)));
        }

        state = new FakeStateStore();
        state.Documents.Add($"app/{known}");
        await using var host = await GitHost.StartAsync(services: services => services.AddSingleton<IStateStore>(state), prepare: Prepare);
        await state.Watched.WaitAsync(Patience, Token);
        Assert.False(Directory.Exists(GitHost.RepositoryOf(host.Root, gone)));
        Assert.True(Directory.Exists(GitHost.RepositoryOf(host.Root, known)));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}
