namespace Paas;

/// <summary>Somebody who has access to an app.</summary>
public sealed record Collaborator
{
    /// <summary>Identity of this access; the same account has another for another app.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose access.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>The account's e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>As the Platform API says it: <c>owner</c>, <c>collaborator</c>, or for a team's app <c>admin</c>, <c>member</c>, <c>viewer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>What the account may do with the app.</summary>
    public required AppPermissions Permissions { get; init; }

    /// <summary>When it was given (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
