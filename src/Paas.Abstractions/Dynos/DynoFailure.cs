namespace Paas;

/// <summary>What a driver found wrong with a dyno, beyond its exit code.</summary>
public enum DynoFailure
{
    /// <summary>Nothing: the process ended by itself or as it was told.</summary>
    None,

    /// <summary>SIGTERM was ignored for the whole grace, SIGKILL ended it (R12).</summary>
    ExitTimeout,

    /// <summary>The slug does not have its checksum (R17).</summary>
    Checksum,

    /// <summary>The driver could not start it: slug missing, disk full, no free port, no permission.</summary>
    CannotStart,

    /// <summary>It used more memory than its size allows at most, and was killed (R15).</summary>
    MemoryExceeded,

    /// <summary>It belonged to an earlier host process and was ended at start.</summary>
    Orphaned,
}
