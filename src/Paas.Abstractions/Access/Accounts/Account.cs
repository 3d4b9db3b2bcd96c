namespace Paas;

/// <summary>Somebody who can own apps and be given access to others'.</summary>
public sealed record Account
{
    /// <summary>Identity that survives a change of the e-mail address.</summary>
    public required Guid Id { get; init; }

    /// <summary>E-mail address, unique regardless of case.</summary>
    public required string Email { get; init; }

    /// <summary>Full name; null when it was not told.</summary>
    public string? Name { get; init; }

    /// <summary>Owns the platform.</summary>
    public bool IsPlatformOwner { get; init; }

    /// <summary>Has a password. An account that was only invited has none yet; nor has one that signs in by a host's own authentication.</summary>
    public bool HasPassword { get; init; }

    /// <summary>A second factor is asked for when this account signs in.</summary>
    public bool TwoFactorEnabled { get; init; }

    /// <summary>When it last signed in with a password (UTC); null for never.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>When it was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
