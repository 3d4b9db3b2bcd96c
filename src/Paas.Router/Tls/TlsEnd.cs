namespace Paas.Tls;

/// <summary>How a handshake ended.</summary>
internal enum TlsEnd
{
    /// <summary>Requests can come.</summary>
    Done,

    /// <summary>The client does not speak TLS.</summary>
    NotTls,

    /// <summary>No certificate for the name that the client asked for.</summary>
    UnknownName,

    /// <summary>The two did not come to terms, or the client went away.</summary>
    Failed,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>Too many were under way, or the router stops.</summary>
    Refused,
}
