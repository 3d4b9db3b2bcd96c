using System.Text.Json.Serialization;

namespace Paas.StaticSites;

/// <summary>Where a path has moved.</summary>
internal sealed record SiteRedirect
{
    [JsonPropertyName("url")]
    public string Url { get; set; } = "/";

    [JsonPropertyName("status")]
    public int Status { get; set; } = 301;
}
