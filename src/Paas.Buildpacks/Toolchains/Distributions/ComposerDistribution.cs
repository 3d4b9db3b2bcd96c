using System.Collections.Immutable;

namespace Paas.Toolchains.Distributions;

/// <summary>Composer. Source: getcomposer.org/versions, with a <c>.sha256sum</c> beside each archive.</summary>
internal sealed class ComposerDistribution() : Distribution("composer", "https://getcomposer.org/")
{
    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        using var index = await origin.GetJsonAsync("versions", cancellationToken);
        return [.. index.RootElement.EnumerateObject()
            .Where(static channel => channel.Name is not ("preview" or "snapshot"))
            .SelectMany(static channel => channel.Value.EnumerateArray())
            .Select(static entry => (Version: entry.GetProperty("version").GetString()!, Path: entry.GetProperty("path").GetString()!))
            .DistinctBy(static entry => entry.Version)
            .Select(entry => Release(entry.Version, origin.At(entry.Path)))];
    }

    public override ValueTask<string?> FindChecksumAsync(ToolchainOrigin origin, ToolchainRelease release, CancellationToken cancellationToken) =>
        origin.FindChecksumAsync($"download/{release.Version}/composer.phar.sha256sum", "composer.phar", cancellationToken);

    public override void Unpack(string archive, string directory)
    {
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "bin")).FullName, "composer");
        File.Copy(archive, program);
        MakeExecutable(program);
    }
}
