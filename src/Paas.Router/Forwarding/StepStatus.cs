namespace Paas.Forwarding;

/// <summary>How far a step of an exchange came.</summary>
internal enum StepStatus
{
    /// <summary>Nothing more can be done until a peer, a timer or a new table wakes the flow.</summary>
    Waiting,

    /// <summary>The step is done.</summary>
    Done,

    /// <summary>The step failed; its error says why.</summary>
    Failed,

    /// <summary>A kept connection was already closed by the dyno, and the request may be sent again.</summary>
    Retry,
}
