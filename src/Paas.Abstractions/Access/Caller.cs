namespace Paas;

/// <summary>
/// Who calls, as an <see cref="IAuthenticator"/> found out. <see cref="IPlatform.As(Caller)"/> gives a platform on which the
/// caller can do what <see cref="IAuthorizer"/> allows and nothing else.
/// </summary>
public sealed record Caller
{
    /// <summary>Id of the caller's account; the same for every token and every host name of a platform.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>The caller's e-mail address, which releases, log lines and audit records carry.</summary>
    public required string Email { get; init; }

    /// <summary>What the caller's token is limited to.</summary>
    public OAuthScopes Scopes { get; init; } = OAuthScopes.Global;

    /// <summary>The caller owns the platform: every app, every team and every account.</summary>
    public bool IsPlatformOwner { get; init; }

    /// <summary>The authorization that the token belongs to; null for the owner's token of the embedded default, and for a host's own authentication.</summary>
    public Guid? AuthorizationId { get; init; }

    /// <summary>Where the call comes from, such as an IP address, for the audit record; null when that is this process.</summary>
    public string? Address { get; init; }

    /// <summary>Id of the request that the call belongs to, for the audit record.</summary>
    public string? RequestId { get; init; }
}
