using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Paas.Tls;

namespace Paas;

/// <summary>
/// A certificate with its private key and its chain, prepared once for any number of connections and hosts.
/// Immutable; the one that replaces it takes over for new connections only.
/// </summary>
public sealed class RouterCertificate
{
    private readonly FrozenSet<string> _names;

    private RouterCertificate(X509Certificate2 certificate, X509Certificate2Collection? intermediates, bool staplesOcsp, bool acceptsCommonName)
    {
        _names = CertificateNames.Of(certificate, acceptsCommonName).ToFrozenSet(StringComparer.Ordinal);
        Subject = certificate.Subject;
        NotBefore = certificate.NotBefore.ToUniversalTime();
        NotAfter = certificate.NotAfter.ToUniversalTime();
        Context = SslStreamCertificateContext.Create(certificate, intermediates, offline: !staplesOcsp);
    }

    /// <summary>Host names and addresses that it is for (subject alternative names), in lower case.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Who it was issued to, as it says itself.</summary>
    public string Subject { get; }

    /// <summary>When it begins to be valid.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>When it ceases to be valid.</summary>
    public DateTimeOffset NotAfter { get; }

    internal SslStreamCertificateContext Context { get; }

    /// <summary>Prepares a certificate that carries its private key.</summary>
    /// <param name="certificate">The certificate; not to be disposed as long as connections may use it.</param>
    /// <param name="intermediates">The certificates between it and the root, in any order; null for none.</param>
    /// <param name="staplesOcsp">
    /// Fetches and staples the issuer's statement that the certificate is not revoked, if it names a place to get it (RFC
    /// 6066 §8, Linux only), and downloads missing intermediates. Default false: nothing is fetched from the network.
    /// </param>
    /// <exception cref="ArgumentException">It has no private key, or names no host.</exception>
    public static RouterCertificate Create(
        X509Certificate2 certificate, X509Certificate2Collection? intermediates = null, bool staplesOcsp = false) =>
        Create(certificate, intermediates, staplesOcsp, acceptsCommonName: false);

    /// <summary>The certificate of an app, which may have been made without subject alternative names, as by <c>openssl req -x509</c>.</summary>
    internal static RouterCertificate Of(TlsCertificate certificate) =>
        CertificatePem.Load(certificate.Chain, certificate.PrivateKey, null, "the given text", "the given key", acceptsCommonName: true);

    internal static RouterCertificate Create(X509Certificate2 certificate, X509Certificate2Collection? intermediates, bool staplesOcsp, bool acceptsCommonName)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException($"The certificate '{certificate.Subject}' has no private key; load it together with its key.", nameof(certificate));
        var result = new RouterCertificate(certificate, intermediates, staplesOcsp, acceptsCommonName);
        return result._names.Count > 0 ? result : throw new ArgumentException(
            $"The certificate '{certificate.Subject}' names no host; it needs subject alternative names, the common name is not looked at.",
            nameof(certificate));
    }

    /// <summary>Loads a certificate from texts in PEM form (RFC 7468).</summary>
    /// <param name="chain">The certificate itself first, then its intermediates.</param>
    /// <param name="key">Its private key: PKCS#8, PKCS#1 or SEC1.</param>
    /// <param name="password">The key's password, if it is encrypted (PKCS#8).</param>
    /// <exception cref="ArgumentException">Something is missing or does not fit; the message says what, never the key.</exception>
    public static RouterCertificate FromPem(string chain, string key, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(key);
        return CertificatePem.Load(chain, key, password, "the given text", "the given key");
    }

    /// <summary>Loads a certificate from two PEM files; both may be the same one.</summary>
    /// <param name="chainPath">File with the certificate itself first, then its intermediates (certbot's <c>fullchain.pem</c>).</param>
    /// <param name="keyPath">File with its private key (certbot's <c>privkey.pem</c>).</param>
    /// <param name="password">The key's password, if it is encrypted (PKCS#8).</param>
    /// <exception cref="ArgumentException">Something is missing or does not fit; the message names the file, never the key.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static RouterCertificate FromPemFiles(string chainPath, string keyPath, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(chainPath);
        ArgumentException.ThrowIfNullOrEmpty(keyPath);
        return CertificatePem.Load(
            File.ReadAllText(chainPath), File.ReadAllText(keyPath), password, $"the file '{chainPath}'", $"the file '{keyPath}'");
    }

    /// <summary>Whether it is for this host: by its name, or by a wildcard in place of its first label (RFC 9525 §6.3).</summary>
    /// <param name="host">Host name or address, in lower case, without port.</param>
    public bool Covers(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_names.Contains(host))
            return true;
        // An address has no labels, and in a URL brackets when it is of IPv6.
        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address))
            return _names.Contains(address.ToString());
        return CertificateNames.Wildcard(host) is { } wildcard && _names.Contains(wildcard);
    }
}
