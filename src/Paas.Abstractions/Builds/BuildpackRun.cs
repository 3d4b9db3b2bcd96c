using System.Collections.Immutable;

namespace Paas;

/// <summary>The part of one buildpack in a build.</summary>
/// <param name="Name">Its name, or its address pinned to the commit or digest that was used.</param>
/// <param name="Language">What it detected.</param>
public sealed record BuildpackRun(string Name, string Language)
{
    /// <summary>Add-ons that it asks for.</summary>
    public ImmutableArray<string> Addons { get; init; } = [];

    /// <summary>What it says about the build.</summary>
    public ImmutableSortedDictionary<string, string> Report { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
