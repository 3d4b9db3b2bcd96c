namespace Paas;

/// <summary>Header fields that a proxy reads or rewrites; all others are <see cref="Other"/> and pass as they are.</summary>
public enum HttpHeaderKind : byte
{
    /// <summary>Any other field.</summary>
    Other,

    /// <summary><c>Host</c></summary>
    Host,

    /// <summary><c>Connection</c></summary>
    Connection,

    /// <summary><c>Content-Length</c></summary>
    ContentLength,

    /// <summary><c>Transfer-Encoding</c></summary>
    TransferEncoding,

    /// <summary><c>Upgrade</c></summary>
    Upgrade,

    /// <summary><c>Expect</c></summary>
    Expect,

    /// <summary><c>TE</c></summary>
    TE,

    /// <summary><c>Keep-Alive</c></summary>
    KeepAlive,

    /// <summary><c>Proxy-Authorization</c></summary>
    ProxyAuthorization,

    /// <summary><c>Proxy-Connection</c></summary>
    ProxyConnection,

    /// <summary><c>HTTP2-Settings</c></summary>
    Http2Settings,

    /// <summary><c>Via</c></summary>
    Via,

    /// <summary><c>X-Forwarded-For</c></summary>
    XForwardedFor,

    /// <summary><c>X-Forwarded-Proto</c></summary>
    XForwardedProto,

    /// <summary><c>X-Forwarded-Port</c></summary>
    XForwardedPort,

    /// <summary><c>X-Request-ID</c></summary>
    XRequestId,

    /// <summary><c>X-Request-Start</c></summary>
    XRequestStart,

    /// <summary><c>Set-Cookie</c></summary>
    SetCookie,

    /// <summary>A name that becomes one of the above when its underscores are dashes, which many servers take for the same.</summary>
    Lookalike,

    /// <summary><c>Cookie</c></summary>
    Cookie,
}
