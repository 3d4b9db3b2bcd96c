using System.Security.Authentication;
using Paas.Errors;

namespace Paas.Tls;

/// <summary>What is known of a client's TLS: the name it asked for, what it got, and which hosts it may ask for in there.</summary>
internal sealed class TlsFacts(string serverName, RouterCertificate certificate, SslProtocols protocol, bool allowMismatch)
{
    private static readonly byte[] Tls12 = " tls=true tls_version=tls1.2"u8.ToArray();
    private static readonly byte[] Tls13 = " tls=true tls_version=tls1.3"u8.ToArray();
    private string? _checked;
    private RouterError? _result;

    /// <summary>The end of a request line.</summary>
    public byte[] Field { get; } = protocol == SslProtocols.Tls13 ? Tls13 : Tls12;

    /// <summary>
    /// Whether a request for this host may come by this connection (RFC 9110 §7.4). A certificate for the host is enough: one
    /// connection may serve several hosts (RFC 9113 §9.1.1). Else the client is at the wrong place (421), or did not mind
    /// that the router has no certificate for the host.
    /// </summary>
    /// <param name="host">In lower case, without port.</param>
    public RouterError? Check(string host)
    {
        if (host == _checked)
            return _result;
        _result = allowMismatch || certificate.Covers(host) ? null
            : serverName.Length > 0 && serverName != host ? RouterErrors.Misdirected
            : RouterErrors.CertificateMismatch;
        _checked = host;
        return _result;
    }
}
