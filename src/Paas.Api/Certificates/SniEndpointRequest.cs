namespace Paas.Api.Certificates;

/// <summary>Body of <c>POST /apps/{app}/sni-endpoints</c> and <c>PATCH /apps/{app}/sni-endpoints/{sni-endpoint}</c>.</summary>
internal sealed record SniEndpointRequest
{
    public string? CertificateChain { get; init; }
    public string? PrivateKey { get; init; }

    /// <summary>Never the key.</summary>
    public override string ToString() => "SniEndpointRequest { … }";
}
