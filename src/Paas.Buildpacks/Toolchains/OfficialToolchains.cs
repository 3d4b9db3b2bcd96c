using Microsoft.Extensions.Options;
using Paas.Toolchains.Distributions;
using Paas.Toolchains.Downloads;

namespace Paas.Toolchains;

/// <summary>
/// The official distributions. Ruby and PHP have none with programs for Linux that run from any directory; they come from
/// the machine or from a mirror.
/// </summary>
internal sealed class OfficialToolchains(ToolchainWeb web, ToolchainStore store, TimeProvider time, IOptions<BuildpackOptions> options) : DownloadedToolchains(web, store, time)
{
    public static readonly Distribution[] All =
    [
        new NodeDistribution(), new GoDistribution(), new OpenJdkDistribution(), new MavenDistribution(), new GradleDistribution(), new SbtDistribution(),
        new LeiningenDistribution(), new DotNetDistribution(), new PythonDistribution(), new ComposerDistribution(),
    ];

    public override string Name => "the official distribution";

    protected override IEnumerable<(Distribution Distribution, Uri Root)> Find(string toolchain) =>
        options.Value.Downloads ? All.Where(one => one.Toolchain == toolchain).Select(static one => (one, one.Official)) : [];
}
