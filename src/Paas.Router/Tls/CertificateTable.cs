using System.Collections.Immutable;

namespace Paas.Tls;

/// <summary>Which certificate is for which name, at one instant.</summary>
/// <param name="Hosts">Those of the host.</param>
/// <param name="Apps">Those of apps, which come after those of the host.</param>
/// <param name="Default">For all other names.</param>
internal sealed record CertificateTable(
    ImmutableDictionary<string, RouterCertificate> Hosts, ImmutableDictionary<string, RouterCertificate> Apps, RouterCertificate? Default)
{
    private static readonly ImmutableDictionary<string, RouterCertificate> _none =
        ImmutableDictionary<string, RouterCertificate>.Empty.WithComparers(StringComparer.Ordinal);

    public static CertificateTable Empty { get; } = new(_none, _none, null);

    /// <summary>The certificate for a lower-case name: its own, that of its wildcard, or the default one.</summary>
    public RouterCertificate? Find(string name)
    {
        if (Hosts.TryGetValue(name, out var certificate) || Apps.TryGetValue(name, out certificate))
            return certificate;
        return CertificateNames.Wildcard(name) is { } wildcard && (Hosts.TryGetValue(wildcard, out certificate) || Apps.TryGetValue(wildcard, out certificate))
            ? certificate
            : Default;
    }
}
