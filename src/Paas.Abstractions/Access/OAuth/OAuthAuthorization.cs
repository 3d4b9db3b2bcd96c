namespace Paas;

/// <summary>A token's record: whose it is, what it may do, until when. The token itself is kept only as a hash.</summary>
public sealed record OAuthAuthorization
{
    /// <summary>Identity; stays when the token is rotated.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>What it is for, in words.</summary>
    public required string Description { get; init; }

    /// <summary>What it is limited to.</summary>
    public required OAuthScopes Scopes { get; init; }

    /// <summary>It came from a sign-in in a browser and ends with the password.</summary>
    public bool IsSession { get; init; }

    /// <summary>The OAuth client that it was granted to; null when its owner made it.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>When its access token ends (UTC); null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used (UTC), exact to a few minutes; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed or was rotated (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The last four characters of the access token, by which its owner recognizes it.</summary>
    public required string TokenEnd { get; init; }

    /// <summary>The access token: only in the answer to what made or rotated it.</summary>
    public string? AccessToken { get; init; }

    /// <summary>The refresh token of a client's grant: only in the answer to what made or rotated it.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>Says whose and what, and no secret.</summary>
    public override string ToString() => $"{nameof(OAuthAuthorization)} {{ Id = {Id}, AccountId = {AccountId}, Description = {Description}, Scopes = {Scopes} }}";
}
