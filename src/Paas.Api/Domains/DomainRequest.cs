using System.Text.Json;

namespace Paas.Api.Domains;

/// <summary>Body of <c>POST /apps/{app}/domains</c> and <c>PATCH /apps/{app}/domains/{domain}</c>.</summary>
internal sealed record DomainRequest
{
    public string? Hostname { get; init; }

    /// <summary>The certificate's endpoint, by name or id; null for none; undefined where the field is missing.</summary>
    public JsonElement SniEndpoint { get; init; }
}
