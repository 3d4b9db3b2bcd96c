using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paas.StaticSites;

/// <summary>
/// A <c>static.json</c>. Source: github.com/heroku/heroku-buildpack-static, whose settings these are; without those that
/// need another server behind (<c>proxies</c>). Its properties can be set, because generated JSON code drops the defaults of
/// those that can only be initialised.
/// </summary>
internal sealed record SiteConfig
{
    /// <summary>Directory of the files, relative to the app.</summary>
    [JsonPropertyName("root")]
    public string Root { get; set; } = "public_html";

    /// <summary>Serves <c>about.html</c> for <c>/about</c>.</summary>
    [JsonPropertyName("clean_urls")]
    public bool CleanUrls { get; set; }

    /// <summary>Redirects a request that came to the router by HTTP.</summary>
    [JsonPropertyName("https_only")]
    public bool HttpsOnly { get; set; }

    /// <summary>File that answers when there is none for a path.</summary>
    [JsonPropertyName("error_page")]
    public string ErrorPage { get; set; } = "404.html";

    /// <summary>Files by path pattern, for paths without a file of their own.</summary>
    [JsonPropertyName("routes")]
    public Dictionary<string, string> Routes { get; set; } = [];

    /// <summary>Redirects by path.</summary>
    [JsonPropertyName("redirects")]
    public Dictionary<string, SiteRedirect> Redirects { get; set; } = [];

    /// <summary>Response headers by path pattern.</summary>
    [JsonPropertyName("headers")]
    public Dictionary<string, Dictionary<string, string>> Headers { get; set; } = [];

    public static bool TryParse(string json, [NotNullWhen(true)] out SiteConfig? config, [NotNullWhen(false)] out string? error)
    {
        config = null;
        try
        {
            config = JsonSerializer.Deserialize(json, SiteJson.Default.SiteConfig) ?? new SiteConfig();
            error = null;
            return true;
        }
        catch (JsonException exception)
        {
            error = exception.Path is null or "$"
                ? $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1} is not valid JSON"
                : $"line {exception.LineNumber + 1} has a wrong value at {exception.Path}";
            return false;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, SiteJson.Default.SiteConfig);
}
