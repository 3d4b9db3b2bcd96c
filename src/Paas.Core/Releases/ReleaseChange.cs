using System.Collections.Immutable;

namespace Paas.Releases;

/// <summary>What a new release changes; null keeps what is.</summary>
internal sealed record ReleaseChange(string Description)
{
    public Slug? Slug { get; init; }

    public ImmutableSortedDictionary<string, string>? Config { get; init; }

    /// <summary>Buildpacks that a first successful build found, to be used from now on.</summary>
    public ImmutableArray<string>? Buildpacks { get; init; }

    /// <summary>Further documents of the same commit, such as the build that made the slug.</summary>
    public Func<int, StateChange>? Further { get; init; }
}
