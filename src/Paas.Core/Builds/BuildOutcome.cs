using System.Collections.Immutable;
using Paas.Slugs;

namespace Paas.Builds;

/// <summary>What became of a build: a slug and the buildpacks that made it, or the reason why there is none.</summary>
internal sealed record BuildOutcome
{
    public Slug? Slug { get; init; }

    /// <summary>Keeps the slug until a release has it.</summary>
    public SlugHold? Hold { get; init; }

    public ImmutableArray<string> Buildpacks { get; init; } = [];

    /// <summary>The buildpacks that ran, also when one of them failed.</summary>
    public ImmutableArray<BuildpackRun> Runs { get; init; } = [];

    /// <summary>Config vars that buildpacks set at the first deploy.</summary>
    public ImmutableSortedDictionary<string, string> ConfigVars { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>For the build record; the transcript has told the developer already.</summary>
    public string? Failure { get; init; }

    public static BuildOutcome Failed(string failure) => new() { Failure = failure };
}
