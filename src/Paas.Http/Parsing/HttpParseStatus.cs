namespace Paas;

/// <summary>How far a parser came.</summary>
public enum HttpParseStatus : byte
{
    /// <summary>The bytes so far are fine; call again with more.</summary>
    NeedMore,

    /// <summary>The head is complete.</summary>
    Done,

    /// <summary>The message is refused.</summary>
    Rejected,
}
