namespace Paas;

/// <summary>
/// How to tell whether a dyno works. At boot it is up only once the check passes; later on, one that fails too often gets no
/// more requests while others pass, and is replaced. Give a <see cref="Path"/> (HTTP), a <see cref="Command"/>, or
/// neither: then the dyno must take TCP connections on <c>$PORT</c>.
/// </summary>
public sealed record HealthCheck
{
    /// <summary>Path of a GET request to <c>$PORT</c>, such as <c>/health</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Status that the path must be answered with; null for any below 400.</summary>
    public int? Status { get; init; }

    /// <summary>Shell line that is run beside the dyno's processes and must end with status 0.</summary>
    public string? Command { get; init; }

    /// <summary>Time between two checks once the dyno is up; while it boots it is checked every second, or more often where this is less. Default 10 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one check may take. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the start to the first check; the boot timeout is longer by this time. Default none.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>Failures in a row after which a dyno that is up is replaced. Default 3.</summary>
    public int FailuresUntilRestart { get; init; } = 3;

    /// <summary>Passes in a row after which a dyno that boots is up. Default 1.</summary>
    public int PassesUntilHealthy { get; init; } = 1;
}
