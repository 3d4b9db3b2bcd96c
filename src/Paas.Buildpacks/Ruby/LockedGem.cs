namespace Paas.Ruby;

/// <summary>A gem of a lockfile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version without the platform: <c>1.16.2</c>.</param>
/// <param name="Platform">The platform that it is built for, such as <c>x86_64-linux</c>; null for one that fits all.</param>
/// <param name="Source">Section of the lockfile: <c>GEM</c>, <c>GIT</c>, <c>PATH</c> or <c>PLUGIN SOURCE</c>.</param>
internal sealed record LockedGem(string Name, string Version, string? Platform, string Source)
{
    /// <summary>Digest of its archive, as <c>sha256:</c> and hex digits; null when the lockfile has none.</summary>
    public string? Checksum { get; init; }

    /// <summary>For one from git: the repository and the commit.</summary>
    public string? Repository { get; init; }

    /// <summary>Name with version and platform: that of its archive and of its specification.</summary>
    public string FullName => Platform is null ? $"{Name}-{Version}" : $"{Name}-{Version}-{Platform}";

    public SoftwareComponent ToComponent()
    {
        var query = Platform is not null ? $"?platform={Uri.EscapeDataString(Platform)}"
            : Repository is not null ? $"?vcs_url={Uri.EscapeDataString(Repository)}" : "";
        return new SoftwareComponent(Name, Version, $"pkg:gem/{Name}@{Version}{query}") { Checksum = Checksum };
    }
}
