namespace Paas;

/// <summary>How the end of a body is found (RFC 9112 §6).</summary>
public enum HttpBodyKind : byte
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>A known number of bytes.</summary>
    Length,

    /// <summary>The chunked transfer coding.</summary>
    Chunked,

    /// <summary>Everything until the peer closes; responses only.</summary>
    UntilClose,
}
