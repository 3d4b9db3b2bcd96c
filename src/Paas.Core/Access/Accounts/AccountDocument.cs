namespace Paas.Access.Accounts;

/// <summary>The durable facts of an account, under <c>account/{id}</c>.</summary>
internal sealed record AccountDocument
{
    /// <summary>The public part; what is derived from the rest is false here.</summary>
    public required Account Account { get; init; }

    /// <summary>Password hash with its algorithm and parameters; null while there is no password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>SHA-256 of the secret that may set a password; null when none may.</summary>
    public string? ResetHash { get; init; }

    /// <summary>Until when <see cref="ResetHash"/> counts (UTC).</summary>
    public DateTimeOffset ResetExpiresAt { get; init; }

    /// <summary>Wrong sign-ins since the last right one.</summary>
    public int FailedSignIns { get; init; }

    /// <summary>The last of them (UTC).</summary>
    public DateTimeOffset LastFailureAt { get; init; }

    /// <summary>The second factor; null when none was ever begun.</summary>
    public SecondFactor? SecondFactor { get; init; }
}
