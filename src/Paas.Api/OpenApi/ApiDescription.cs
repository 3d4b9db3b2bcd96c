using System.Text.Json.Serialization.Metadata;

namespace Paas.Api.OpenApi;

/// <summary>What a route is for, what it takes and what it gives.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Pattern of the route.</param>
/// <param name="Summary">A line for people.</param>
internal sealed record ApiDescription(string Method, string Pattern, string Summary)
{
    /// <summary>JSON of the request; null for none.</summary>
    public JsonTypeInfo? Takes { get; init; }

    /// <summary>JSON of the answer; null where it is no JSON, or always a refusal.</summary>
    public JsonTypeInfo? Gives { get; init; }

    /// <summary>Status of success; 404 for what nothing here has.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Media type of an answer that is no JSON.</summary>
    public string? Media { get; init; }
}
