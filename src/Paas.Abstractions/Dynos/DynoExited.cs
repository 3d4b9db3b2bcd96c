namespace Paas;

/// <summary>The dyno ended; nothing of it is left. The last event of a run.</summary>
/// <param name="DynoId">The run.</param>
/// <param name="ExitCode">Exit code, 128 + signal when killed; null when it never ran.</param>
public sealed record DynoExited(Guid DynoId, int? ExitCode) : DynoEvent(DynoId)
{
    /// <summary>Why it could not run or was ended by the driver, for a person to act on; null for an ordinary exit.</summary>
    public string? Reason { get; init; }

    /// <summary>Kind of the failure, when the driver caused or found it.</summary>
    public DynoFailure Failure { get; init; }
}
