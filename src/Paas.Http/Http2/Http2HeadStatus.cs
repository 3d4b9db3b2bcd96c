namespace Paas.Http2;

/// <summary>What <see cref="Http2RequestHead.Finish"/> makes of a request.</summary>
public enum Http2HeadStatus : byte
{
    /// <summary>The head is written.</summary>
    Done,

    /// <summary>The fields weigh more than the limit; there is no head.</summary>
    TooLarge,

    /// <summary>The request is malformed (RFC 9113 §8.1.1): its stream is reset.</summary>
    Malformed,
}
