using System.Collections.Immutable;

namespace Paas.Builds;

/// <summary>The buildpacks that a build runs, in order.</summary>
internal sealed record BuildpackChoice(ImmutableArray<IBuildpack> Buildpacks)
{
    /// <summary>What the only one detected, where it was found by detection; the app is pinned to that one.</summary>
    public string? Detected { get; init; }
}
