using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Paas.Toolchains.Distributions;

/// <summary>
/// Python that runs from any directory: the newest patch of each minor version. Source:
/// github.com/astral-sh/python-build-standalone, <c>SHA256SUMS</c> of its latest release. python.org itself has no programs for Linux.
/// </summary>
internal sealed partial class PythonDistribution() : Distribution("python", "https://github.com/astral-sh/python-build-standalone/releases/")
{
    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        var sums = await origin.GetTextAsync("latest/download/SHA256SUMS", cancellationToken);
        return [.. from entry in ToolchainOrigin.ReadChecksums(sums)
                   let match = File().Match(entry.File)
                   where match.Success && match.Groups["arch"].Value == (IsArm ? "aarch64" : "x86_64")
                   select Release(match.Groups["version"].Value, origin.At($"download/{match.Groups["tag"].Value}/{Uri.EscapeDataString(entry.File)}"), entry.Checksum)];
    }

    [GeneratedRegex(@"^cpython-(?<version>\d+\.\d+\.\d+)\+(?<tag>\d+)-(?<arch>x86_64|aarch64)-unknown-linux-gnu-install_only_stripped\.tar\.gz$", RegexOptions.CultureInvariant)]
    private static partial Regex File();
}
