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

    /// <summary>Where the contents of the slug are, see <see cref="Slug.Packs"/>; empty for a slug that is a <c>.tar.gz</c>.</summary>
    public ImmutableArray<string> SlugPacks
    {
        // Dynos that an earlier version started have none.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>Existing directory that is used in place as home and working directory (builds). It is left as it is.</summary>
    public string? Directory { get; init; }

    /// <summary>Stack that its slug or source needs, such as <c>heroku-24</c>, for drivers that bring the stack's files with them. Null for the driver's default.</summary>
    public string? Stack { get; init; }

    /// <summary>Further existing directories that the dyno may write, such as a build cache.</summary>
    public ImmutableArray<string> WritableDirectories { get; init; } = [];

    /// <summary>Directories that the dyno sees at further paths.</summary>
    public ImmutableArray<DynoMount> Mounts
    {
        // What an earlier version wrote down has none.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>Whether to give the dyno a <c>$PORT</c> and report when it listens there (<see cref="DynoListening"/>).</summary>
    public bool NeedsPort { get; init; }

    /// <summary>Whether every line must arrive, at the price of slowing the process when the reader is slow (builds, one-offs).</summary>
    public bool LosslessOutput { get; init; }

    /// <summary>What it may use, for drivers that limit resources.</summary>
    public DynoSize Size { get; init; } = DynoSize.Default;

    /// <summary>Release whose dyno this is, 0 for one of none; for the engine to know a dyno again that it adopts.</summary>
    public int Release { get; init; }

    /// <summary>Somebody's input and terminal; null for a dyno that reads the end of file and whose output is lines.</summary>
    public DynoAttachment? Attachment { get; init; }

    /// <summary>
    /// Runs the command beside the processes of this running dyno, with its files, environment and limits (health
    /// checks, <c>run:inside</c>), instead of a place of its own. The other dyno's end ends it. Neither slug nor directory nor image is given then.
    /// </summary>
    public Guid? Inside { get; init; }

    /// <summary>
    /// Container image to run, by digest or name, where the driver runs containers: an app that is an image. Null when
    /// <see cref="SlugDigest"/> or <see cref="Directory"/> is set. An empty <see cref="Command"/> runs what the image says.
    /// </summary>
    public string? Image { get; init; }
}
