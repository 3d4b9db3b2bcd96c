using Paas.Api.Json;

namespace Paas.Api.Certificates;

/// <summary>A certificate of an app. Source: Platform API schema, <c>sni-endpoint</c>.</summary>
internal sealed record SniEndpointBody
{
    public NamedReference App { get; init; } = null!;

    /// <summary>The chain in PEM form; never the key.</summary>
    public string CertificateChain { get; init; } = "";

    public string? Cname { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string? DisplayName { get; init; }

    /// <summary>Ids of the domains that use it.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public SslCertificateBody SslCert { get; init; } = null!;
    public DateTimeOffset UpdatedAt { get; init; }

    public static SniEndpointBody Of(SniEndpoint endpoint, App app) => new()
    {
        App = NamedReference.To(app),
        CertificateChain = endpoint.Chain,
        CreatedAt = endpoint.CreatedAt,
        Domains = [.. endpoint.Domains.Select(hostname => Api.Domains.DomainIds.Of(app, hostname).ToString())],
        Id = endpoint.Id,
        Name = endpoint.Name,
        SslCert = SslCertificateBody.Of(endpoint),
        UpdatedAt = endpoint.UpdatedAt,
    };
}
