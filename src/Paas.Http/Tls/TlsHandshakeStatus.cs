namespace Paas;

/// <summary>How far the handshake of a <see cref="TlsConnection"/> has come.</summary>
public enum TlsHandshakeStatus
{
    /// <summary>The client has to send more, or to take what was sent; the owner is told when to ask again.</summary>
    Waiting,

    /// <summary>The connection is ready.</summary>
    Done,

    /// <summary>The client does not speak TLS: its first byte starts no handshake record (RFC 8446 §5.1).</summary>
    NotTls,

    /// <summary>No certificate for the name that the client asks for; it was told so (alert unrecognized_name, RFC 6066 §3).</summary>
    UnknownName,

    /// <summary>The two did not come to terms, or the client went away.</summary>
    Failed,
}
