using System.Collections.Immutable;

namespace Paas.Php;

/// <summary>A package of a lockfile, or the app itself.</summary>
/// <param name="Name">Its name: <c>monolog/monolog</c>; the file's name for the app.</param>
/// <param name="Version">As locked: <c>2.9.1</c>, <c>v5.4.0</c>.</param>
/// <param name="Requires">What it requires of the platform: <c>php</c>, <c>ext-mbstring</c>, …, with constraints.</param>
/// <param name="Provides">Extensions that it stands in for, such as a polyfill's <c>ext-mbstring</c>.</param>
/// <param name="License">SPDX expression; null when it says none.</param>
internal sealed record ComposerPackage(string Name, string Version, ImmutableSortedDictionary<string, string> Requires, ImmutableArray<string> Provides, string? License)
{
    /// <summary>Whether it is code that Composer itself runs.</summary>
    public bool IsPlugin { get; init; }

    /// <summary>Whether it is a directory of the app.</summary>
    public bool IsLocal { get; init; }

    public SoftwareComponent ToComponent() => new(Name, Version, $"pkg:composer/{Name}@{Uri.EscapeDataString(Version)}") { License = License };
}
