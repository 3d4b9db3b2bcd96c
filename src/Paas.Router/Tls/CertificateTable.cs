using System.Collections.Immutable;

namespace Paas.Tls;

/// <summary>Which certificate is for which name, at one instant.</summary>
internal sealed record CertificateTable(ImmutableDictionary<string, RouterCertificate> Hosts, RouterCertificate? Default)
{
    public static CertificateTable Empty { get; } =
        new(ImmutableDictionary<string, RouterCertificate>.Empty.WithComparers(StringComparer.Ordinal), null);

    /// <summary>The certificate for a lower-case name: its own, that of its wildcard, or the default one.</summary>
    public RouterCertificate? Find(string name)
    {
        if (Hosts.TryGetValue(name, out var certificate))
            return certificate;
        return CertificateNames.Wildcard(name) is { } wildcard && Hosts.TryGetValue(wildcard, out certificate) ? certificate : Default;
    }
}
