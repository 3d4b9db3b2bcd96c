namespace Paas;

/// <summary>A parsed request head (RFC 9112 §3).</summary>
public sealed class HttpRequestHead : HttpHead
{
    internal int MethodStart { get; set; }

    internal int MethodLength { get; set; }

    internal int TargetStart { get; set; }

    internal int TargetLength { get; set; }

    /// <summary>The method, as received.</summary>
    public ReadOnlySpan<byte> Method(ReadOnlySpan<byte> head) => head.Slice(MethodStart, MethodLength);

    /// <summary>The request target, as received.</summary>
    public ReadOnlySpan<byte> Target(ReadOnlySpan<byte> head) => head.Slice(TargetStart, TargetLength);
}
