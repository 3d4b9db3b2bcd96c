namespace Paas;

/// <summary>What a response head means for a proxy.</summary>
public struct HttpResponseFacts
{
    /// <summary>How the body ends.</summary>
    public HttpBodyKind Body { get; internal set; }

    /// <summary>The value of <c>Content-Length</c>, or -1. A response to HEAD may have one without a body.</summary>
    public long ContentLength { get; internal set; }

    /// <summary>The head says chunked, whether or not a body follows.</summary>
    public bool IsChunked { get; internal set; }

    /// <summary>The server keeps its connection.</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary><c>Connection</c> names fields beyond the usual ones.</summary>
    public bool HasNominated { get; internal set; }

    /// <summary>Seconds of <c>Keep-Alive: timeout=n</c>, or -1.</summary>
    public int KeepAliveSeconds { get; internal set; }
}
