namespace Paas;

/// <summary>Why <see cref="BodyRelay.Move"/> stopped.</summary>
public enum BodyRelayStatus : byte
{
    /// <summary>All that was received has been moved.</summary>
    NeedInput,

    /// <summary>The receiver of the body is behind; more is moved once it has caught up.</summary>
    Blocked,

    /// <summary>The body is complete.</summary>
    Done,

    /// <summary>The sender's framing is broken.</summary>
    BadChunk,

    /// <summary>The sender ended before its body did.</summary>
    Truncated,
}
