using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Paas.Builds;
using Paas.Procfiles;

namespace Paas.Selection;

/// <summary>A resolver with a data directory of its own.</summary>
internal sealed class TestResolver : IDisposable
{
    private readonly TestDirectory _data = new();

    public TestResolver(Action<BuildpackOptions>? configure = null)
    {
        configure?.Invoke(Options);
        Port = new BuildpackResolver([new ProcfileBuildpack()], Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(new PaasOptions { DataDirectory = _data.Path }), TimeProvider.System);
    }

    public BuildpackOptions Options { get; } = new();

    public IBuildpackResolver Port { get; }

    public TestDirectory Data => _data;

    public ValueTask<ImmutableArray<IBuildpack>> ResolveAsync(TestBuild build, params string[] references) =>
        Port.ResolveAsync([.. references], build.Context, TestContext.Current.CancellationToken);

    /// <summary>Runs the buildpacks of a list in order, as the engine does.</summary>
    public async Task<BuildpackResult> RunAsync(TestBuild build, params string[] references)
    {
        var result = new BuildpackResult();
        foreach (var buildpack in await ResolveAsync(build, references))
        {
            var language = await buildpack.DetectAsync(build.Context, TestContext.Current.CancellationToken);
            Assert.NotNull(language);
            result = await build.RunAsync(buildpack);
            if (result.Error is not null)
                return result;
            foreach (var (name, value) in result.Exports)
                build.Environment[name] = value;
        }

        return result;
    }

    public void Dispose() => _data.Dispose();
}
