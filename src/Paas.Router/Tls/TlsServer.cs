using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Paas.Tls;

/// <summary>What a handshake is done with: one set of settings per certificate, made once and shared by all its connections.</summary>
internal sealed class TlsServer(RouterOptions options)
{
    private readonly List<SslApplicationProtocol> _protocols =
        options.Http2.IsEnabled ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11];

    // A certificate that is no longer used takes its settings along.
    private readonly ConditionalWeakTable<RouterCertificate, SslServerAuthenticationOptions> _settings = new();

    public TlsCounts Counts { get; } = new();

    public SslServerAuthenticationOptions Settings(RouterCertificate certificate) =>
        _settings.TryGetValue(certificate, out var settings) ? settings : _settings.GetValue(certificate, Create);

    private SslServerAuthenticationOptions Create(RouterCertificate certificate) => new()
    {
        ServerCertificateContext = certificate.Context,
        EnabledSslProtocols = options.Tls.RequireTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = _protocols,
        CipherSuitesPolicy = options.Tls.CipherSuites,
        AllowRenegotiation = false,
        ClientCertificateRequired = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };
}
