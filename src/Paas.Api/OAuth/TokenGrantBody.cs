using Paas.Api.Json;

namespace Paas.Api.OAuth;

/// <summary>The tokens that a client got. Source: Platform API schema, <c>oauth-token</c>.</summary>
internal sealed record TokenGrantBody
{
    public TokenBody AccessToken { get; init; } = null!;
    public IdReference Authorization { get; init; } = null!;

    /// <summary>Null: the client has its secret already.</summary>
    public TokenRequestClient? Client { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public TokenRequestGrant Grant { get; init; } = null!;
    public Guid Id { get; init; }
    public TokenBody? RefreshToken { get; init; }
    public IdReference? Session { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public IdReference User { get; init; } = null!;
}
