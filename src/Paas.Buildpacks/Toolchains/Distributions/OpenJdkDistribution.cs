using System.Collections.Immutable;
using System.Globalization;

namespace Paas.Toolchains.Distributions;

/// <summary>OpenJDK as Eclipse Temurin. Source: api.adoptium.net, <c>v3/info/available_releases</c> and <c>v3/assets/feature_releases</c>.</summary>
internal sealed class OpenJdkDistribution() : Distribution("openjdk", "https://api.adoptium.net/")
{
    private const int FirstFeature = 8;

    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        using var available = await origin.GetJsonAsync("v3/info/available_releases", cancellationToken);
        var features = available.RootElement.GetProperty("available_releases").EnumerateArray().Select(static entry => entry.GetInt32()).Where(static feature => feature >= FirstFeature);
        var releases = ImmutableArray.CreateBuilder<ToolchainRelease>();
        foreach (var feature in features)
            releases.AddRange(await ListAsync(origin, feature, cancellationToken));
        return releases.ToImmutable();
    }

    private async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, int feature, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture,
            $"v3/assets/feature_releases/{feature}/ga?architecture={(IsArm ? "aarch64" : "x64")}&heap_size=normal&image_type=jdk&jvm_impl=hotspot&os=linux&page_size=20&project=jdk&sort_order=DESC&vendor=eclipse");
        if (await origin.Web.FindTextAsync(origin.At(query), cancellationToken) is not { } text)
            return []; // a feature release of which there is none for this processor

        using var index = System.Text.Json.JsonDocument.Parse(text);
        return [.. from entry in index.RootElement.EnumerateArray()
                   from binary in entry.GetProperty("binaries").EnumerateArray()
                   let package = binary.GetProperty("package")
                   let checksum = ToolchainOrigin.Checksum(package.GetProperty("checksum").GetString())
                   where checksum is not null
                   select Release(Version(entry.GetProperty("release_name").GetString()!), origin.At(package.GetProperty("link").GetString()!), checksum)];
    }

    /// <summary><c>jdk-21.0.4+7</c> → <c>21.0.4</c>, <c>jdk8u422-b05</c> → <c>8.0.422</c>.</summary>
    private static string Version(string release)
    {
        var text = release["jdk".Length..].TrimStart('-').Split('+', '-')[0];
        return text.Split('u') is [var major, var update] ? $"{major}.0.{update}" : text;
    }
}
