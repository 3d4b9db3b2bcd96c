namespace Paas;

/// <summary>A parsed response head (RFC 9112 §4).</summary>
public sealed class HttpResponseHead : HttpHead
{
    /// <summary>The three digits.</summary>
    public int StatusCode { get; internal set; }

    internal int ReasonStart { get; set; }

    internal int ReasonLength { get; set; }

    /// <summary>The reason phrase, as received.</summary>
    public ReadOnlySpan<byte> Reason(ReadOnlySpan<byte> head) => head.Slice(ReasonStart, ReasonLength);

    internal override void Clear()
    {
        base.Clear();
        StatusCode = 0;
    }
}
