using System.Collections.Immutable;

namespace Paas;

/// <summary>What a driver has to run.</summary>
public sealed record DynoSpec
{
    /// <summary>Identity of the run.</summary>
    public required Guid Id { get; init; }

    /// <summary>App that it belongs to.</summary>
    public required Guid AppId { get; init; }

    /// <summary>Name for people and <c>$DYNO</c>: <c>web.1</c>, <c>release.4321</c>, <c>build.17</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Process type: <c>web</c>, <c>run</c>, <c>release</c>, <c>build</c>, …</summary>
    public required string Type { get; init; }

    /// <summary>Shell line. Run by <c>bash -c</c> (or <c>sh</c>) in the dyno's home; where that is a slug, after its <c>.profile.d/*.sh</c> and <c>.profile</c> were sourced.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// Config vars and platform variables. Together with what the driver adds (<c>HOME</c>, <c>PATH</c>, <c>PORT</c>,
    /// <c>DYNO</c>) this is the whole environment: nothing of the host's is inherited.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Slug that is unpacked into a fresh home directory, which is removed when the dyno ends. Null when <see cref="Directory"/> is set.</summary>
    public string? SlugDigest { get; init; }

    /// <summary>Existing directory that is used in place as home and working directory (builds). It is left as it is.</summary>
    public string? Directory { get; init; }

    /// <summary>Further existing directories that the dyno may write, such as a build cache.</summary>
    public ImmutableArray<string> WritableDirectories { get; init; } = [];

    /// <summary>Whether to give the dyno a <c>$PORT</c> and report when it listens there (<see cref="DynoListening"/>).</summary>
    public bool NeedsPort { get; init; }

    /// <summary>Whether every line must arrive, at the price of slowing the process when the reader is slow (builds, one-offs).</summary>
    public bool LosslessOutput { get; init; }

    /// <summary>Dyno size, for drivers that limit resources.</summary>
    public string Size { get; init; } = "standard-1x";
}
