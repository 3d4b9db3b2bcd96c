namespace Paas;

/// <summary>What a request head means for a proxy: where it goes, how its body ends, what happens to the connection.</summary>
public struct HttpRequestFacts
{
    /// <summary>How the body ends.</summary>
    public HttpBodyKind Body { get; internal set; }

    /// <summary>Length of the body when it is <see cref="HttpBodyKind.Length"/>.</summary>
    public long ContentLength { get; internal set; }

    /// <summary>The client wants to keep its connection.</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>The client wants another protocol and names it.</summary>
    public bool Upgrade { get; internal set; }

    /// <summary>The client waits for <c>100 Continue</c> before it sends the body.</summary>
    public bool ExpectContinue { get; internal set; }

    /// <summary><c>Connection</c> names fields beyond the usual ones, which must not be forwarded either.</summary>
    public bool HasNominated { get; internal set; }

    /// <summary>The method is HEAD.</summary>
    public bool IsHead { get; internal set; }

    /// <summary>The method is idempotent (RFC 9110 §9.2.2).</summary>
    public bool IsIdempotent { get; internal set; }

    internal int HostStart { get; set; }

    internal int HostLength { get; set; }

    internal int PathStart { get; set; }

    internal int PathLength { get; set; }

    /// <summary>The value of <c>Host</c>, with its port.</summary>
    public readonly ReadOnlySpan<byte> Host(ReadOnlySpan<byte> head) => head.Slice(HostStart, HostLength);

    /// <summary>The target in origin form: path and query, or the asterisk of OPTIONS. Empty stands for "/".</summary>
    public readonly ReadOnlySpan<byte> Path(ReadOnlySpan<byte> head) => head.Slice(PathStart, PathLength);
}
