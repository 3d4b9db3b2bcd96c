namespace Paas;

/// <summary>How far local dynos are kept apart; see docs/isolation.md for what each level guarantees and what it does not.</summary>
public enum DynoIsolation
{
    /// <summary>Processes of the host's user that see the whole machine. For development, and where all apps are trusted alike.</summary>
    Plain,

    /// <summary>
    /// Each dyno has its own view of the files, its own processes, user, limits and temporary directories, without any
    /// privilege. Linux only; needs root, bubblewrap and control groups.
    /// </summary>
    Sandboxed,
}
