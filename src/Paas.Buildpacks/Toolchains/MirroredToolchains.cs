using Microsoft.Extensions.Options;
using Paas.Toolchains.Distributions;
using Paas.Toolchains.Downloads;

namespace Paas.Toolchains;

/// <summary>The mirrors of <see cref="BuildpackOptions.Mirrors"/>: each in the form of the official site, or a directory of archives.</summary>
internal sealed class MirroredToolchains(ToolchainWeb web, ToolchainStore store, TimeProvider time, IOptions<BuildpackOptions> options) : DownloadedToolchains(web, store, time)
{
    public override string Name => "the mirror";

    protected override IEnumerable<(Distribution Distribution, Uri Root)> Find(string toolchain)
    {
        if (!options.Value.Mirrors.TryGetValue(toolchain, out var mirror))
            return [];

        var root = mirror.AbsoluteUri.EndsWith('/') ? mirror : new Uri(mirror.AbsoluteUri + "/");
        return [.. OfficialToolchains.All.Where(one => one.Toolchain == toolchain).Append(new DirectoryDistribution(toolchain)).Select(one => (one, root))];
    }
}
