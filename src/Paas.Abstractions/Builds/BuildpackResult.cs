using System.Collections.Immutable;

namespace Paas;

/// <summary>Outcome of a buildpack.</summary>
public sealed record BuildpackResult
{
    /// <summary>Null when it succeeded, else what went wrong and what to do: shown as <c> !</c> lines, one per line of text.</summary>
    public string? Error { get; init; }

    /// <summary>Commands for process types that the Procfile lacks.</summary>
    public ImmutableSortedDictionary<string, string> DefaultProcessTypes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Variables for the commands of the buildpacks that follow (the classic <c>export</c> file).</summary>
    public ImmutableSortedDictionary<string, string> Exports { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Add-ons that it asks for at the first deploy, such as <c>heroku-postgresql</c>.</summary>
    public ImmutableArray<string> Addons { get; init; } = [];

    /// <summary>Config vars that it sets at the first deploy, where the app has none of that name.</summary>
    public ImmutableSortedDictionary<string, string> ConfigVars { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What it says about the build for records, such as versions and times; also of one that failed.</summary>
    public ImmutableSortedDictionary<string, string> Report { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The software that the lockfiles name and that is in the slug, for its bill of materials.</summary>
    public ImmutableArray<SoftwareComponent> Components { get; init; } = [];

    /// <summary>Directories of the app, as paths below it, that its dynos see at further paths.</summary>
    public ImmutableArray<DynoMount> Mounts { get; init; } = [];

    /// <summary>Directories of this build that the commands of the buildpacks that follow see at further paths, such as those that <see cref="Exports"/> name.</summary>
    public ImmutableArray<DynoMount> BuildMounts { get; init; } = [];

    /// <summary>A failure.</summary>
    /// <param name="error">What is wrong, where, and the fix.</param>
    public static BuildpackResult Failed(string error) => new() { Error = error };
}
