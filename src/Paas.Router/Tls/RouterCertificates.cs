using System.Globalization;
using Paas.Tls;

namespace Paas;

/// <summary>
/// The certificates of a router: one per host, and a default one. They can be added, replaced and removed at any time and
/// from any thread; each change is one reference swapped, seen by the next handshake. Connections keep what they began with.
/// </summary>
public sealed class RouterCertificates
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private volatile CertificateTable _table = CertificateTable.Empty;

    /// <summary>Creates an empty set.</summary>
    /// <param name="time">The clock by which a certificate is expired; null for the system's.</param>
    public RouterCertificates(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>The hosts, exact and wildcard, that have a certificate, as of now.</summary>
    public IReadOnlyDictionary<string, RouterCertificate> Hosts => _table.Hosts;

    /// <summary>
    /// For names that no other certificate is for, and for clients that name none; null for none: they are turned away in the
    /// handshake. Setting throws <see cref="ArgumentException"/> for one that is not valid now.
    /// </summary>
    public RouterCertificate? Default
    {
        get => _table.Default;
        set
        {
            if (value is not null)
                CheckTime(value);
            lock (_lock)
                _table = _table with { Default = value };
        }
    }

    /// <summary>Uses a certificate for a host, in place of its present one.</summary>
    /// <param name="host"><c>www.example.com</c>, or <c>*.example.com</c> for all names with one more label. Exact names win.</param>
    /// <param name="certificate">The certificate.</param>
    /// <exception cref="ArgumentException">The certificate is not valid now, or not for this host; the message says which.</exception>
    public void Set(string host, RouterCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var name = CertificateNames.Normalize(host);
        CheckTime(certificate);
        if (!certificate.Covers(name))
        {
            throw new ArgumentException(
                $"The certificate '{certificate.Subject}' is not for '{host}' but for {string.Join(", ", certificate.Names)}; get one that names the host.",
                nameof(certificate));
        }
        lock (_lock)
            _table = _table with { Hosts = _table.Hosts.SetItem(name, certificate) };
    }

    /// <summary>Uses a certificate for every host that it names.</summary>
    /// <exception cref="ArgumentException">The certificate is not valid now.</exception>
    public void Set(RouterCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        CheckTime(certificate);
        lock (_lock)
            _table = _table with { Hosts = _table.Hosts.SetItems(certificate.Names.Select(name => KeyValuePair.Create(name, certificate))) };
    }

    /// <summary>Removes the certificate of a host; false when it has none of its own.</summary>
    public bool Remove(string host)
    {
        var name = CertificateNames.Normalize(host);
        lock (_lock)
        {
            var hosts = _table.Hosts;
            _table = _table with { Hosts = hosts.Remove(name) };
            return hosts != _table.Hosts;
        }
    }

    /// <summary>Uses a certificate for a name of an app, whatever its time; null for none. The host's own for the same name stay before it.</summary>
    internal void SetOfApp(string host, RouterCertificate? certificate)
    {
        var name = CertificateNames.Normalize(host);
        lock (_lock)
            _table = _table with { Apps = certificate is null ? _table.Apps.Remove(name) : _table.Apps.SetItem(name, certificate) };
    }

    /// <summary>The certificate that a client gets which asks for this name: its own, its wildcard's, the default one, or null.</summary>
    /// <param name="host">Host name in lower case; empty when the client names none.</param>
    public RouterCertificate? Find(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return _table.Find(host);
    }

    private void CheckTime(RouterCertificate certificate)
    {
        var now = _time.GetUtcNow();
        if (now > certificate.NotAfter)
            throw new ArgumentException($"The certificate '{certificate.Subject}' expired on {Text(certificate.NotAfter)}; renew it.", nameof(certificate));
        if (now < certificate.NotBefore)
            throw new ArgumentException($"The certificate '{certificate.Subject}' is valid from {Text(certificate.NotBefore)} only; wait, or set the clock right.", nameof(certificate));
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
