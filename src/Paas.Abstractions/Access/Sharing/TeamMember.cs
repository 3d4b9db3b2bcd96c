namespace Paas;

/// <summary>A member of a team.</summary>
public sealed record TeamMember
{
    /// <summary>Identity of this membership.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>The account's e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>As what.</summary>
    public required TeamRole Role { get; init; }

    /// <summary>The account has a second factor.</summary>
    public bool TwoFactorEnabled { get; init; }

    /// <summary>Since when (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the role last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
