namespace Paas;

/// <summary>How <see cref="OwnerAuthenticator"/> knows the owner, and how passwords are kept.</summary>
public sealed class AccessOptions
{
    /// <summary>Shortest token that a host may fix.</summary>
    public const int MinTokenLength = 20;

    /// <summary>
    /// The owner's token, for hosts with a secret store of their own; at least 20 characters. Default null: a random one is
    /// made at the first start and kept in the file <c>token</c> of the data directory.
    /// </summary>
    public string? OwnerToken { get; set; }

    /// <summary>
    /// Iterations of PBKDF2-HMAC-SHA-512 for new password hashes, where no other <see cref="IPasswordHasher"/> is registered.
    /// Older hashes with fewer are made anew at the next sign-in. Default 210,000, as OWASP advises; about 0.1 s.
    /// </summary>
    public int PasswordIterations { get; set; } = 210_000;
}
