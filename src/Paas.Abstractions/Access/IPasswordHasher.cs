namespace Paas;

/// <summary>
/// Port: hashes passwords, slowly on purpose. The default is PBKDF2, which needs only the runtime; a host that registers another
/// one, such as Argon2id, has the old hashes verified by the old one and made anew at the next sign-in. Calls come from several threads.
/// </summary>
public interface IPasswordHasher
{
    /// <summary>Identifier in the PHC string format: the first field of what <see cref="Hash"/> returns, such as <c>argon2id</c>.</summary>
    string Name { get; }

    /// <summary>A salted hash in the PHC string format, with its parameters: <c>$argon2id$v=19$m=65536,t=3,p=1$…$…</c>.</summary>
    string Hash(string password);

    /// <summary>Whether the hash is that of the password; compares in constant time.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the hash is damaged.</exception>
    bool Verify(string password, string encoded);

    /// <summary>Whether the hash was made with weaker parameters than those of today.</summary>
    bool IsOutdated(string encoded);
}
