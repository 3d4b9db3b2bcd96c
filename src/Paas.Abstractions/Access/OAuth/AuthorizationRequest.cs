namespace Paas;

/// <summary>A wish for a token.</summary>
public sealed record AuthorizationRequest
{
    /// <summary>What it is for, at most 200 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>What it is limited to.</summary>
    public OAuthScopes Scopes { get; init; } = OAuthScopes.Global;

    /// <summary>After which time it ends; null for never.</summary>
    public TimeSpan? Lifetime { get; init; }
}
