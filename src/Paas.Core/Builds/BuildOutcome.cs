using System.Collections.Immutable;

namespace Paas.Builds;

/// <summary>What became of a build: a slug and the buildpacks that made it, or the reason why there is none.</summary>
internal sealed record BuildOutcome
{
    public Slug? Slug { get; init; }

    public ImmutableArray<string> Buildpacks { get; init; } = [];

    /// <summary>For the build record; the transcript has told the developer already.</summary>
    public string? Failure { get; init; }

    public static BuildOutcome Failed(string failure) => new() { Failure = failure };
}
