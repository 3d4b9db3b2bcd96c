using System.Collections.Immutable;

namespace Paas.Toolchains.Distributions;

/// <summary>Go. Source: go.dev/dl/?mode=json&amp;include=all.</summary>
internal sealed class GoDistribution() : Distribution("go", "https://go.dev/dl/")
{
    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        using var index = await origin.GetJsonAsync("?mode=json&include=all", cancellationToken);
        var architecture = IsArm ? "arm64" : "amd64";
        return [.. from entry in index.RootElement.EnumerateArray()
                   where entry.GetProperty("stable").GetBoolean()
                   from file in entry.GetProperty("files").EnumerateArray()
                   where file.GetProperty("os").GetString() == "linux" && file.GetProperty("arch").GetString() == architecture && file.GetProperty("kind").GetString() == "archive"
                   let checksum = ToolchainOrigin.Checksum(file.GetProperty("sha256").GetString())
                   where checksum is not null
                   select Release(entry.GetProperty("version").GetString()!["go".Length..], origin.At(file.GetProperty("filename").GetString()!), checksum)];
    }
}
