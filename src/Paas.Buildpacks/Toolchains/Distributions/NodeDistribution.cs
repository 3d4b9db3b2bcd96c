using System.Collections.Immutable;

namespace Paas.Toolchains.Distributions;

/// <summary>Node.js with npm. Source: nodejs.org/dist, <c>index.json</c> and a <c>SHASUMS256.txt</c> per version.</summary>
internal sealed class NodeDistribution() : Distribution("node", "https://nodejs.org/dist/")
{
    private static string Platform => IsArm ? "linux-arm64" : "linux-x64";

    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        using var index = await origin.GetJsonAsync("index.json", cancellationToken);
        return [.. index.RootElement.EnumerateArray()
            .Where(static entry => entry.GetProperty("files").EnumerateArray().Any(static file => file.GetString() == Platform))
            .Select(static entry => entry.GetProperty("version").GetString()!)
            .Select(tag => Release(tag.TrimStart('v'), origin.At($"{tag}/{Archive(tag)}")))];
    }

    public override ValueTask<string?> FindChecksumAsync(ToolchainOrigin origin, ToolchainRelease release, CancellationToken cancellationToken) =>
        origin.FindChecksumAsync($"v{release.Version}/SHASUMS256.txt", Archive($"v{release.Version}"), cancellationToken);

    private static string Archive(string tag) => $"node-{tag}-{Platform}.tar.gz";
}
