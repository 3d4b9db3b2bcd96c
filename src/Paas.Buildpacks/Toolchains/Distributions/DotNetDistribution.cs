using System.Collections.Immutable;

namespace Paas.Toolchains.Distributions;

/// <summary>The .NET SDK with its runtimes. Source: builds.dotnet.microsoft.com, <c>releases-index.json</c> and a <c>releases.json</c> per channel.</summary>
internal sealed class DotNetDistribution() : Distribution("dotnet", "https://builds.dotnet.microsoft.com/dotnet/")
{
    private const int FirstMajor = 6;

    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        using var index = await origin.GetJsonAsync("release-metadata/releases-index.json", cancellationToken);
        var releases = ImmutableArray.CreateBuilder<ToolchainRelease>();
        foreach (var channel in index.RootElement.GetProperty("releases-index").EnumerateArray())
        {
            var version = channel.GetProperty("channel-version").GetString()!;
            if (!int.TryParse(version.Split('.')[0], out var major) || major < FirstMajor)
                continue;
            using var releasesOfChannel = await origin.GetJsonAsync($"release-metadata/{version}/releases.json", cancellationToken);
            var rid = IsArm ? "linux-arm64" : "linux-x64";
            releases.AddRange(
                from release in releasesOfChannel.RootElement.GetProperty("releases").EnumerateArray()
                from sdk in release.GetProperty("sdks").EnumerateArray()
                from file in sdk.GetProperty("files").EnumerateArray()
                where file.GetProperty("name").GetString() == $"dotnet-sdk-{rid}.tar.gz"
                let checksum = ToolchainOrigin.Checksum(file.GetProperty("hash").GetString())
                where checksum is not null
                select Release(sdk.GetProperty("version").GetString()!, origin.At(file.GetProperty("url").GetString()!), checksum));
        }

        return [.. releases.DistinctBy(static release => release.Version)];
    }

    /// <summary><c>dotnet</c> finds its SDKs beside itself, through the link.</summary>
    public override void Unpack(string archive, string directory)
    {
        Downloads.ToolchainArchive.Extract(archive, directory, strip: 0);
        Directory.CreateDirectory(Path.Combine(directory, "bin"));
        File.CreateSymbolicLink(Path.Combine(directory, "bin", "dotnet"), "../dotnet");
    }
}
