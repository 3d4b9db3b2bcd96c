using Paas.Api.Json;

namespace Paas.Api.OAuth;

/// <summary>An authorization. Source: Platform API schema, <c>oauth-authorization</c>.</summary>
internal sealed record AuthorizationBody
{
    public TokenBody? AccessToken { get; init; }
    public ClientReference? Client { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string Description { get; init; } = "";
    public IdReference? Grant { get; init; }
    public Guid Id { get; init; }
    public TokenBody? RefreshToken { get; init; }
    public IReadOnlyList<string> Scope { get; init; } = [];
    public IdReference? Session { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public AuthorizationUser User { get; init; } = null!;
}
