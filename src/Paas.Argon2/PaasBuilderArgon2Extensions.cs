using Paas;
using Paas.Argon2;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Hashes passwords with Argon2id.</summary>
public static class PaasBuilderArgon2Extensions
{
    /// <summary>
    /// Hashes the passwords of accounts with Argon2id (RFC 9106) instead of PBKDF2. Hashes that are there stay good, and are made
    /// anew with these parameters at the account's next sign-in.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="memoryKiB">Memory of one hash, from 8,192 to 4,194,304 KiB. Default 64 MiB; as many as there are processors are made at a time.</param>
    /// <param name="passes">Passes over the memory, from 1 to 100. Default 2: with 64 MiB about 0.1 s.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is too low to protect anybody, or too high to end.</exception>
    public static IPaasBuilder UseArgon2(this IPaasBuilder builder, int memoryKiB = 65_536, int passes = 2)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var hasher = new Argon2PasswordHasher(memoryKiB, passes);
        builder.Services.AddSingleton<IPasswordHasher>(hasher);
        return builder;
    }
}
