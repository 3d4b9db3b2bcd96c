using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Paas.Toolchains.Distributions;

/// <summary>Apache Maven. Source: archive.apache.org/dist/maven, a directory per version with a <c>.sha512</c> beside each archive.</summary>
internal sealed partial class MavenDistribution() : Distribution("maven", "https://archive.apache.org/dist/maven/")
{
    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        var page = await origin.GetTextAsync("maven-3/", cancellationToken);
        return [.. Directories().Matches(page).Select(static match => match.Groups[1].Value).Distinct()
            .Select(version => Release(version, origin.At(Archive(version))))];
    }

    public override ValueTask<string?> FindChecksumAsync(ToolchainOrigin origin, ToolchainRelease release, CancellationToken cancellationToken) =>
        origin.FindChecksumAsync($"{Archive(release.Version)}.sha512", Path.GetFileName(Archive(release.Version)), cancellationToken);

    private static string Archive(string version) => $"maven-3/{version}/binaries/apache-maven-{version}-bin.tar.gz";

    [GeneratedRegex("""href="(3\.\d+\.\d+)/?" """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Directories();
}
