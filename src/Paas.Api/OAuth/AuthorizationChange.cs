using System.Text.Json;

namespace Paas.Api.OAuth;

/// <summary>Body of <c>POST /oauth/authorizations</c> and <c>PATCH /oauth/authorizations/{id}</c>.</summary>
internal sealed record AuthorizationChange
{
    public string? Description { get; init; }

    /// <summary>Seconds; null for ever. A number, or a number as text.</summary>
    public JsonElement? ExpiresIn { get; init; }

    public IReadOnlyList<string>? Scope { get; init; }
}
