using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Paas.Builds;
using Paas.Toolchains.Downloads;

namespace Paas.Toolchains;

/// <summary>A platform's toolchain sources beside a build, with a mirror that the test fills.</summary>
internal sealed class ToolchainFixture : IAsyncDisposable
{
    private readonly ToolchainWeb _web;
    private readonly TestDirectory _app = new();

    private ToolchainFixture(MirrorServer mirror, TestDirectory data, BuildpackOptions options)
    {
        Mirror = mirror;
        Data = data;
        _web = new ToolchainWeb(Time);
        Build = new TestBuild(_app);
        Store = new ToolchainStore(_web, Time, Options.Create(new PaasOptions { DataDirectory = data.Path }), Options.Create(options));
        Source = new MirroredToolchains(_web, Store, Time, Options.Create(options));
    }

    public FakeTimeProvider Time { get; } = new();

    public MirrorServer Mirror { get; }

    public TestDirectory Data { get; }

    public TestBuild Build { get; }

    public ToolchainStore Store { get; }

    public IToolchainSource Source { get; }

    public static async Task<ToolchainFixture> CreateAsync(string toolchain, Action<BuildpackOptions>? configure = null)
    {
        var mirror = await MirrorServer.StartAsync();
        var options = new BuildpackOptions { Mirrors = { [toolchain] = mirror.Address } };
        configure?.Invoke(options);
        return new ToolchainFixture(mirror, new TestDirectory(), options);
    }

    /// <summary>Sources of another platform that starts over the same data directory.</summary>
    public IToolchainSource Restart(BuildpackOptions options)
    {
        var store = new ToolchainStore(_web, Time, Options.Create(new PaasOptions { DataDirectory = Data.Path }), Options.Create(options));
        return new MirroredToolchains(_web, store, Time, Options.Create(options));
    }

    public async Task<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain) =>
        await Source.ListAsync(toolchain, Build.Context, TestContext.Current.CancellationToken);

    /// <summary>Installs a version into a directory of the cache and returns that.</summary>
    public async Task<string> InstallAsync(string toolchain, string version, string name = "tools")
    {
        var release = Assert.Single(await ListAsync(toolchain), release => release.Version == version);
        var directory = Directory.CreateDirectory(Path.Combine(Build.Context.CacheDirectory, name)).FullName;
        await Source.InstallAsync(release, directory, Build.Context, TestContext.Current.CancellationToken);
        return directory;
    }

    public async ValueTask DisposeAsync()
    {
        await Mirror.DisposeAsync();
        _web.Dispose();
        Build.Dispose();
        _app.Dispose();
        Data.Dispose();
    }
}
