namespace Paas;

/// <summary>Port: shows apps' certificates to TLS clients. The router is one; a host that terminates TLS elsewhere brings its own.</summary>
public interface ITlsCertificates
{
    /// <summary>
    /// Uses a certificate for a host name, exact or <c>*.example.com</c>, or none any more. When it returns, new handshakes see it;
    /// connections keep what they began with. An expired certificate is taken, too: clients say more about it than about none.
    /// </summary>
    /// <param name="hostname">Lower-case host name.</param>
    /// <param name="certificate">The certificate; null removes what was set for the name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask SetAsync(string hostname, TlsCertificate? certificate, CancellationToken cancellationToken);
}
