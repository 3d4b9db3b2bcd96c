using System.Collections.Immutable;
using Paas.Builds;

namespace Paas.Toolchains;

public sealed class ToolchainFinderTests : IDisposable
{
    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();
    private readonly TestBuild _build;

    public ToolchainFinderTests() => _build = new TestBuild(_app, _cache);

    [Fact]
    public async Task Find_MachineHasOneThatFits_AsksNobody()
    {
        var source = new Source("3.4.0");

        var (toolchain, error) = await FindAsync("3.", "echo 2.7.1 /old/bin; echo warning: nothing; echo 3.1.2 /usr/bin; echo 3.3.0 /opt/bin", source);

        Assert.Null(error);
        Assert.Equal(new Toolchain("3.1.2", "/usr/bin", null), toolchain);
        Assert.Equal(0, source.Listed);
    }

    [Theory]
    [InlineData("3.", "3.10.1")]
    [InlineData("3.9", "3.9.2")]
    [InlineData("4.", "4.0.0")]
    public async Task Find_MachineLacksIt_GetsTheNewestThatFits(string prefix, string version)
    {
        var (toolchain, error) = await FindAsync(prefix, "echo 2.7.1 /old/bin", new Source("3.9.2", "3.10.1", "3.10.1-rc1", "4.0.0", "2.0.0"));

        Assert.Null(error);
        Assert.Equal(version, toolchain!.Version);
        Assert.Equal(version, await File.ReadAllTextAsync(Path.Combine(toolchain.Bin, "tool"), TestContext.Current.CancellationToken));
        Assert.Contains($"Getting Tool {version} from the shelf", _build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_SeveralSources_TheFirstThatHasOneGivesIt()
    {
        var (toolchain, _) = await FindAsync("3.", "", new Source { Failure = "It is closed." }, new Source("2.0.0"), new Source("3.1.0"), new Source("3.2.0"));

        Assert.Equal("3.1.0", toolchain!.Version);
    }

    [Fact]
    public async Task Find_InstallationFails_AsksTheNextSource()
    {
        var (toolchain, _) = await FindAsync("3.", "", new Source("3.2.0") { InstallFailure = "Its checksum is wrong." }, new Source("3.1.0"));

        Assert.Equal("3.1.0", toolchain!.Version);
        Assert.Equal("3.1.0", await File.ReadAllTextAsync(Path.Combine(toolchain.Bin, "tool"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Find_InTheCacheAlready_IsUsedUntilThereIsABetterOne()
    {
        var source = new Source("3.1.0");
        await FindAsync("3.", "", source);
        await FindAsync("3.", "", source);
        Assert.Equal(1, source.Installed);

        var newer = new Source("3.2.0");
        var (toolchain, _) = await FindAsync("3.", "", newer);
        Assert.Equal("3.2.0", toolchain!.Version);
        Assert.Equal(1, newer.Installed);
    }

    [Fact]
    public async Task Find_InTheCacheAndNobodyAnswers_IsUsed()
    {
        await FindAsync("3.", "", new Source("3.1.0"));

        var (toolchain, _) = await FindAsync("3.", "", new Source { Failure = "It is closed." });
        Assert.Equal("3.1.0", toolchain!.Version);

        var (none, error) = await FindAsync("4.", "", new Source { Failure = "It is closed." });
        Assert.Null(none);
        Assert.Contains("It is closed.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_HalfInstalled_IsInstalledAnew()
    {
        await FindAsync("3.", "", new Source("3.1.0"));
        File.Delete(_cache.PathOf("tools/.paas-toolchain"));
        _cache.With("tools/bin/leftover");

        await FindAsync("3.", "", new Source("3.1.0"));

        Assert.False(_cache.Has("tools/bin/leftover"));
    }

    [Fact]
    public async Task Find_BelowTheApp_HasNoMarkOfOurs()
    {
        var (toolchain, _) = await FindAsync("3.", "", _app.PathOf(".heroku/tool"), new Source("3.1.0"));

        Assert.Equal(_app.PathOf(".heroku/tool/bin"), toolchain!.Bin);
        Assert.Equal(["bin"], Directory.EnumerateFileSystemEntries(_app.PathOf(".heroku/tool")).Select(static path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Find_LinkInTheWay_IsReplacedAndNotFollowed()
    {
        using var elsewhere = new TestDirectory().With("bin/precious");
        Directory.CreateSymbolicLink(_cache.PathOf("tools"), elsewhere.Path);

        await FindAsync("3.", "", new Source("3.1.0"));

        Assert.True(elsewhere.Has("bin/precious"));
        Assert.Null(new DirectoryInfo(_cache.PathOf("tools")).LinkTarget);
    }

    [Fact]
    public async Task Find_NothingFits_NamesRangeWhatIsThereAndTheWay()
    {
        var (toolchain, error) = await FindAsync("5.", "echo 2.7.1 /old/bin; echo 2.7.1 /usr/bin", new Source("1.0", "1.1", "1.10", "1.2", "1.3", "1.4"), new Source(), new Source { Failure = "example.org answered 503." });

        Assert.Null(toolchain);
        Assert.Equal(
            """
            tool.txt asks for Tool 5., but this platform has Tool 2.7.1.
            The shelf has 1.10, 1.4, 1.3, 1.2, 1.1, ….
            example.org answered 503.
            Ask for a version that is there, or install Tool 5. where builds and dynos run (Debian: apt-get install tool).
            """, error);
    }

    [Fact]
    public async Task Find_NothingOnTheMachine_SaysSo()
    {
        Assert.StartsWith("tool.txt asks for Tool 5., but this platform has no Tool.\n", (await FindAsync("5.", "false")).Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _build.Dispose();
        _app.Dispose();
        _cache.Dispose();
    }

    private Task<(Toolchain? Toolchain, string? Error)> FindAsync(string prefix, string probe, params IToolchainSource[] sources) =>
        FindAsync(prefix, probe, _cache.PathOf("tools"), sources);

    private async Task<(Toolchain? Toolchain, string? Error)> FindAsync(string prefix, string probe, string directory, params IToolchainSource[] sources)
    {
        var request = new ToolchainRequest("tool", "Tool")
        {
            Range = prefix,
            AskedBy = "tool.txt",
            Accepts = version => version.StartsWith(prefix, StringComparison.Ordinal),
            Probe = probe,
            Directory = directory,
            Advice = "Debian: apt-get install tool",
        };
        return await new ToolchainFinder(sources).FindAsync(_build.Context, request, ImmutableDictionary<string, string>.Empty, TestContext.Current.CancellationToken);
    }

    private sealed class Source(params string[] versions) : IToolchainSource
    {
        public string? Failure { get; init; }

        public string? InstallFailure { get; init; }

        public int Listed { get; private set; }

        public int Installed { get; private set; }

        public string Name => "the shelf";

        public ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken)
        {
            Listed++;
            return Failure is null
                ? new([.. versions.Select(version => new ToolchainRelease(toolchain, version))])
                : throw new PaasException(PaasErrors.Unavailable, Failure);
        }

        public async ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken)
        {
            Installed++;
            Directory.CreateDirectory(Path.Combine(directory, "bin"));
            await File.WriteAllTextAsync(Path.Combine(directory, "bin", "tool"), release.Version, cancellationToken);
            if (InstallFailure is not null)
                throw new PaasException(PaasErrors.Unavailable, InstallFailure);
        }
    }
}
