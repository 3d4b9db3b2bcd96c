namespace Paas.Http2;

/// <summary>What <see cref="HpackDecoder.Next"/> found.</summary>
public enum HpackStatus : byte
{
    /// <summary>A field.</summary>
    Field,

    /// <summary>The end of the block.</summary>
    End,

    /// <summary>The block is broken; the connection cannot go on (RFC 7541 §2.3.3, RFC 9113 §4.3).</summary>
    Bad,
}
