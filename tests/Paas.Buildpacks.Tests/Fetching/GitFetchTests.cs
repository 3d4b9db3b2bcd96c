using Paas.Builds;
using Paas.Selection;

namespace Paas.Fetching;

/// <summary>Buildpacks from git repositories: which commit is used, what is kept, and what happens when the repository is away.</summary>
public sealed class GitFetchTests : IDisposable
{
    private readonly TestResolver _resolver = new(static options => options.LocalDirectories.Add(Path.GetTempPath()));
    private readonly TestDirectory _app = new();
    private readonly TestBuild _build;

    public GitFetchTests() => _build = new TestBuild(_app);

    public void Dispose()
    {
        _resolver.Dispose();
        _build.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Fetch_BranchTagAndCommit_UseTheCommitThatEachNames()
    {
        using var repository = await GitRepository.StartAsync();
        var one = await repository.RunAsync("git rev-parse HEAD");
        await repository.RunAsync("git tag light && git tag -a -m annotated heavy && git branch old");
        var two = await repository.CommitAsync("two");
        await repository.RunAsync("git branch release/v2");
        var three = await repository.CommitAsync("three");
        var address = $"file://{repository.Path}/.git";

        Assert.Equal(one, await PinnedAsync(address + "#light"));
        Assert.Equal(one, await PinnedAsync(address + "#heavy"));
        Assert.Equal(one, await PinnedAsync(address + "#old"));
        Assert.Equal(one, await PinnedAsync(address + "#" + one));
        Assert.Equal(two, await PinnedAsync(address + "#release/v2"));
        Assert.Equal(two, await PinnedAsync(address + "#" + two[..10]));
        Assert.Equal(three, await PinnedAsync(address));
        Assert.Contains($"       {repository.Path}/.git#{one} (heavy)\n", _build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("-----> Fetching custom git buildpack... done\n", _build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_BranchThatMoves_IsFollowed()
    {
        using var repository = await GitRepository.StartAsync();
        var address = $"{repository.Path}/.git#main";
        await PinnedAsync(address);

        var two = await repository.CommitAsync("two");

        Assert.Equal(two, await PinnedAsync(address));
    }

    [Fact]
    public async Task Fetch_RepositoryIsAway_UsesWhatWasFetchedLast()
    {
        var repository = await GitRepository.StartAsync();
        var one = await repository.RunAsync("git rev-parse HEAD");
        var address = $"{repository.Path}/.git";
        await PinnedAsync(address + "#main");
        repository.Dispose();

        Assert.Equal(one, await PinnedAsync(address + "#main"));
        Assert.Contains("could not be fetched", _build.Output.Text, StringComparison.Ordinal);

        // Nobody is asked for a whole commit id that is there.
        using var calm = new TestBuild(_app);
        Assert.EndsWith(one, (await _resolver.ResolveAsync(calm, $"{address}#{one}"))[0].Name, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be fetched", calm.Output.Text, StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, address + "#other"));
        Assert.Contains("could not be fetched", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_NameThatIsNotThere_TellsWhatIs()
    {
        using var repository = await GitRepository.StartAsync();
        await repository.RunAsync("git tag v1");

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, $"{repository.Path}/.git#v9"));

        Assert.Equal($"The buildpack {repository.Path}/.git has no branch, tag or commit 'v9'. It has: main, v1.", error.Message);
        error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, $"{repository.Path}/.git#0123456789abcdef0123456789abcdef01234567"));
        Assert.Contains("has no commit '0123456789abcdef0123456789abcdef01234567'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ModesAndLinks_AreKept()
    {
        using var repository = await GitRepository.StartAsync();
        repository.Directory.With("lib/data.txt", "data");
        File.CreateSymbolicLink(repository.Directory.PathOf("lib/link.txt"), "data.txt");
        await repository.CommitAsync("two");

        await _resolver.RunAsync(_build, $"{repository.Path}/.git");

        var copy = Path.Combine(_build.Context.WorkDirectory, "buildpacks", "1");
        Assert.Equal("data.txt", new FileInfo(Path.Combine(copy, "lib/link.txt")).LinkTarget);
        Assert.Equal("compiling with two", _build.Output.Text.Split('\n')[^2]);
        Assert.True(OperatingSystem.IsWindows() || !File.GetUnixFileMode(Path.Combine(copy, "lib/data.txt")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task Fetch_Submodules_AreWrittenInTheirPlaces()
    {
        using var inner = await GitRepository.StartAsync();
        using var outer = await GitRepository.StartAsync();
        using var repository = await GitRepository.StartAsync();
        await inner.CommitAsync("inner");
        await outer.CommitAsync("outer");
        await outer.RunAsync($"git -c protocol.file.allow=always submodule add -q {inner.Path}/.git deep && git config -f .gitmodules submodule.deep.url ../../{Path.GetFileName(inner.Path)}/.git && git add -A && git commit -q -m sub");
        await inner.CommitAsync("newer");
        await repository.RunAsync($"git -c protocol.file.allow=always submodule add -q file://{outer.Path}/.git lib/outer && git commit -q -m sub");

        await _resolver.RunAsync(_build, $"{repository.Path}/.git");

        var copy = Path.Combine(_build.Context.WorkDirectory, "buildpacks", "1");
        Assert.Contains("compiling with outer", await File.ReadAllTextAsync(Path.Combine(copy, "lib/outer/bin/compile"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("compiling with inner", await File.ReadAllTextAsync(Path.Combine(copy, "lib/outer/deep/bin/compile"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git@example.com:a/b.git", "The submodule 'lib' of the buildpack REPOSITORY cannot be fetched. The buildpack 'git@example.com:a/b.git' is reached by ssh")]
    [InlineData("/etc", "is a file of the platform's machine, '/etc', which apps may not name.")]
    [InlineData("../../../etc", "which apps may not name.")]
    [InlineData("http://127.0.0.1:9/x.git", "could not be fetched")]
    public async Task Fetch_SubmoduleThatIsNotForApps_IsRefused(string address, string expected)
    {
        using var repository = await GitRepository.StartAsync();
        repository.Directory.With(".gitmodules", $"[submodule \"lib\"]\n\tpath = lib\n\turl = {address}\n");
        await repository.RunAsync("git add .gitmodules && git update-index --add --cacheinfo 160000,0123456789abcdef0123456789abcdef01234567,lib && git commit -q -m two");

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, $"{repository.Path}/.git"));

        Assert.Contains(expected.Replace("REPOSITORY", $"{repository.Path}/.git", StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_LinkThatLeadsOut_IsRefused()
    {
        using var repository = await GitRepository.StartAsync();
        File.CreateSymbolicLink(repository.Directory.PathOf("passwords"), "../../etc/passwd");
        await repository.CommitAsync("two");

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, $"{repository.Path}/.git"));

        Assert.Contains("the link 'passwords' to '../../etc/passwd', which leads out of it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_TooLarge_IsRefused()
    {
        using var repository = await GitRepository.StartAsync();
        _resolver.Options.MaxBuildpackSize = 100_000;
        await repository.RunAsync("head -c 200000 /dev/urandom > noise");
        await repository.CommitAsync("two");

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, $"{repository.Path}/.git"));

        Assert.Contains("takes more than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ByManyBuildsAtOnce_GivesEachItsOwnCopy()
    {
        using var repository = await GitRepository.StartAsync();
        var builds = Enumerable.Range(0, 8).Select(_ => new TestBuild(_app)).ToList();

        var names = await Task.WhenAll(builds.Select(build => Task.Run(async () => (await _resolver.ResolveAsync(build, $"{repository.Path}/.git"))[0].Name)));

        Assert.Single(names.Distinct());
        Assert.All(builds, static build => Assert.True(File.Exists(Path.Combine(build.Context.WorkDirectory, "buildpacks", "1", "bin", "compile"))));
        builds.ForEach(static build => build.Dispose());
    }

    [Fact]
    public async Task Fetch_ManyVersions_KeepsTheLastOnes()
    {
        using var repository = await GitRepository.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await repository.CommitAsync($"v{i}");
            await PinnedAsync($"{repository.Path}/.git");
        }

        Assert.Equal(3, Directory.GetDirectories(Directory.GetDirectories(_resolver.Data.PathOf("buildpacks"))[0] + "/trees").Length);
    }

    private async Task<string> PinnedAsync(string reference) => (await _resolver.ResolveAsync(_build, reference))[0].Name.Split('#')[1];
}
