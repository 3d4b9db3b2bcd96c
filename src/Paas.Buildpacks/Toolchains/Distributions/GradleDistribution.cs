using System.Collections.Immutable;

namespace Paas.Toolchains.Distributions;

/// <summary>Gradle. Source: services.gradle.org/versions/all, with a <c>.sha256</c> beside each archive.</summary>
internal sealed class GradleDistribution() : Distribution("gradle", "https://services.gradle.org/")
{
    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        using var index = await origin.GetJsonAsync("versions/all", cancellationToken);
        return [.. index.RootElement.EnumerateArray()
            .Where(static entry => !Is(entry, "snapshot") && !Is(entry, "nightly") && !Is(entry, "broken"))
            .Select(static entry => entry.GetProperty("version").GetString()!)
            .Where(static version => !version.Contains('-', StringComparison.Ordinal))
            .Select(version => Release(version, origin.At(Archive(version))))];
    }

    public override ValueTask<string?> FindChecksumAsync(ToolchainOrigin origin, ToolchainRelease release, CancellationToken cancellationToken) =>
        origin.FindChecksumAsync($"{Archive(release.Version)}.sha256", Path.GetFileName(Archive(release.Version)), cancellationToken);

    private static string Archive(string version) => $"distributions/gradle-{version}-bin.zip";

    private static bool Is(System.Text.Json.JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.True;
}
