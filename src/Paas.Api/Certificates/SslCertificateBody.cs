using System.Text.Json.Serialization;
using Paas.Api.Json;

namespace Paas.Api.Certificates;

/// <summary>What a certificate says. Source: Platform API schema, <c>sni-endpoint</c>; the client reads it.</summary>
internal sealed record SslCertificateBody
{
    public bool Acm { get; init; }

    [JsonPropertyName("ca_signed?")]
    public bool IsTrusted { get; init; }

    public IReadOnlyList<string> CertDomains { get; init; } = [];
    public DateTimeOffset ExpiresAt { get; init; }
    public Guid Id { get; init; }
    public string Issuer { get; init; } = "";

    [JsonPropertyName("self_signed?")]
    public bool IsSelfSigned { get; init; }

    public DateTimeOffset StartsAt { get; init; }
    public string Subject { get; init; } = "";

    public static SslCertificateBody Of(SniEndpoint endpoint) => new()
    {
        Acm = endpoint.IsAutomatic,
        IsTrusted = endpoint.Certificate.IsTrusted,
        CertDomains = endpoint.Certificate.Names,
        ExpiresAt = endpoint.Certificate.NotAfter,
        Id = DerivedId.Of("ssl-cert", endpoint.Id.ToString()),
        Issuer = endpoint.Certificate.Issuer,
        IsSelfSigned = endpoint.Certificate.IsSelfSigned,
        StartsAt = endpoint.Certificate.NotBefore,
        Subject = endpoint.Certificate.Subject,
    };
}
