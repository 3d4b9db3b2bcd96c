using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Paas.Toolchains.Distributions;

/// <summary>
/// A host's own mirror of any toolchain: a directory with <c>SHA256SUMS</c> and archives <c>{toolchain}-{version}-linux-x64.tar.gz</c>
/// (or without the platform, for what runs on any), in each one directory with <c>bin</c>.
/// </summary>
internal sealed class DirectoryDistribution(string toolchain) : Distribution(toolchain, "http://localhost/")
{
    public const string Index = "SHA256SUMS";

    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        var name = new Regex($@"^{Regex.Escape(Toolchain)}-(?<version>\d[\w.+]*?)(-linux-{(IsArm ? "arm64" : "x64")})?\.(tar\.gz|tgz|zip)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return [.. from entry in ToolchainOrigin.ReadChecksums(await origin.GetTextAsync(Index, cancellationToken))
                   let match = name.Match(entry.File)
                   where match.Success
                   select Release(match.Groups["version"].Value, origin.At(Uri.EscapeDataString(entry.File)), entry.Checksum)];
    }
}
