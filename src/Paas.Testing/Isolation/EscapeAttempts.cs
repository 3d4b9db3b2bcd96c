using System.Collections.Immutable;

namespace Paas.Testing;

/// <summary>What hostile apps try. The variables that the scripts use are set by <see cref="EscapeScene"/>.</summary>
public static class EscapeAttempts
{
    /// <summary>All attempts.</summary>
    public static ImmutableArray<EscapeAttempt> All { get; } =
        [.. FileAttempts.All, .. ProcessAttempts.All, .. KernelAttempts.All, .. ResourceAttempts.All, .. NetworkAttempts.All];

    /// <summary>The attempt of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static EscapeAttempt Find(string name) =>
        All.FirstOrDefault(attempt => attempt.Name == name) ?? throw new ArgumentException($"There is no attempt '{name}'.", nameof(name));
}
