using System.Collections.Immutable;

namespace Paas;

/// <summary>A command of a build.</summary>
/// <param name="CommandLine">Shell line for <c>bash -c</c>; quote what comes from the source.</param>
public sealed record BuildCommand(string CommandLine)
{
    /// <summary>Environment on top of the build's own (<c>PATH</c>, <c>HOME</c> = app directory, <c>STACK</c>, <c>SOURCE_VERSION</c>, proxy settings and what earlier buildpacks exported).</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Working directory below the app directory; null for the app directory itself.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Directories that the command sees at further paths; it can look whether the platform's driver gave it them.</summary>
    public ImmutableArray<DynoMount> Mounts { get; init; } = [];

    /// <summary>Takes each line of output (stdout and stderr in order). Null sends it to the transcript, indented.</summary>
    public Action<string>? OnOutput { get; init; }
}
