using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>A process that a buildpack declares. Source: buildpacks/spec, buildpack.md, "launch.toml (TOML)".</summary>
/// <param name="Type">Process type.</param>
/// <param name="Command">Program and arguments; one shell line where it is not direct.</param>
internal sealed record LaunchProcess(string Type, ImmutableArray<string> Command)
{
    /// <summary>Arguments behind the command.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Whether it is started without a shell.</summary>
    public bool Direct { get; init; }

    /// <summary>Whether it is what an app runs when nothing else is said.</summary>
    public bool Default { get; init; }

    /// <summary>Directory to start in; null for the app's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether arguments are words of its shell line, as from API 0.4 on, and not its positional parameters.</summary>
    public bool ArgumentsAreWords { get; init; }
}
