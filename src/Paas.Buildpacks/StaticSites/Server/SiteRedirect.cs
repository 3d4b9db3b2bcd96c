using System.Text.Json.Serialization;

namespace Paas.StaticSites;

/// <summary>Where a path has moved.</summary>
internal sealed record SiteRedirect
{
    [JsonPropertyName("url")]
    public string Url { get; init; } = "/";

    [JsonPropertyName("status")]
    public int Status { get; init; } = 301;
}
