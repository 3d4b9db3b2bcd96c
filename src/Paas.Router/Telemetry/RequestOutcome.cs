using Paas.Errors;

namespace Paas.Telemetry;

/// <summary>What is recorded of a request when it has ended. Times are microseconds.</summary>
internal readonly ref struct RequestOutcome
{
    /// <summary>Status in the request line, or 0.</summary>
    public int Status { get; init; }

    public RouterError? Error { get; init; }

    public bool IsUpgraded { get; init; }

    /// <summary>A dyno was connected to.</summary>
    public bool IsConnected { get; init; }

    /// <summary>From the complete head to the last byte of the answer.</summary>
    public long Duration { get; init; }

    /// <summary>Of that, what passed until a dyno was found.</summary>
    public long QueueTime { get; init; }

    /// <summary>Of that, what the connect to the dyno took; 0 on a kept connection.</summary>
    public long ConnectTime { get; init; }

    /// <summary>Bytes of body from the client.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes of body to the client.</summary>
    public long BytesOut { get; init; }

    public int Retries { get; init; }

    public long WaitTime => QueueTime + ConnectTime;

    public long ServiceTime => Duration - WaitTime;

    /// <summary>The dyno or the platform is to blame.</summary>
    public bool IsFailure => Error is { Blame: not RouteBlame.Client };
}
