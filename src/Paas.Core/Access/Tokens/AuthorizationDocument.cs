namespace Paas.Access.Tokens;

/// <summary>The durable facts of an authorization, under <c>authorization/{account}/{id}</c>.</summary>
/// <param name="Authorization">The public part, without tokens.</param>
/// <param name="TokenHash">SHA-256 of the access token.</param>
internal sealed record AuthorizationDocument(OAuthAuthorization Authorization, string TokenHash)
{
    /// <summary>SHA-256 of the refresh token; null where there is none.</summary>
    public string? RefreshHash { get; init; }

    /// <summary>How long an access token lasts; null for ever.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Whether its access token has ended and nothing can give it a new one.</summary>
    public bool IsOver(DateTimeOffset now) => RefreshHash is null && Authorization.ExpiresAt <= now;
}
