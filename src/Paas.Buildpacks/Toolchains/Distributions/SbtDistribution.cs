using System.Collections.Immutable;

namespace Paas.Toolchains.Distributions;

/// <summary>sbt. Source: the releases of github.com/sbt/sbt, with a <c>.sha256</c> beside each archive.</summary>
internal sealed class SbtDistribution() : Distribution("sbt", "https://github.com/sbt/sbt/releases/download/")
{
    private const string Index = "https://api.github.com/repos/sbt/sbt/releases?per_page=100";

    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        // A mirror has the index beside the archives.
        using var index = await origin.GetJsonAsync(origin.Root == Official ? Index : "releases.json", cancellationToken);
        return [.. index.RootElement.EnumerateArray()
            .Where(static entry => !entry.GetProperty("prerelease").GetBoolean() && !entry.GetProperty("draft").GetBoolean())
            .Select(static entry => entry.GetProperty("tag_name").GetString()!)
            .Where(static tag => tag is ['v', >= '0' and <= '9', ..])
            .Select(tag => Release(tag[1..], origin.At(Archive(tag[1..]))))];
    }

    public override ValueTask<string?> FindChecksumAsync(ToolchainOrigin origin, ToolchainRelease release, CancellationToken cancellationToken) =>
        origin.FindChecksumAsync($"{Archive(release.Version)}.sha256", Path.GetFileName(Archive(release.Version)), cancellationToken);

    private static string Archive(string version) => $"v{version}/sbt-{version}.tgz";
}
