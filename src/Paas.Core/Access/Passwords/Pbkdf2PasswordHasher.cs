using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paas.Access.Passwords;

/// <summary>
/// PBKDF2 with HMAC-SHA-512 (RFC 8018, section 5.2), which needs only the runtime. In the PHC string format:
/// <c>$pbkdf2-sha512$i=210000${salt}${hash}</c> with base64 without padding. Iterations as OWASP's cheat sheet advises for it.
/// </summary>
internal sealed class Pbkdf2PasswordHasher(int iterations) : IPasswordHasher
{
    private const int MinIterations = 1_000;
    private const int MaxIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public string Name => "pbkdf2-sha512";

    public string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return string.Create(CultureInfo.InvariantCulture, $"${Name}$i={iterations}${Encode(salt)}${Encode(Derive(password, salt, iterations))}");
    }

    public bool Verify(string password, string encoded)
    {
        var (used, salt, hash) = Parse(encoded);
        return CryptographicOperations.FixedTimeEquals(hash, Derive(password, salt, used));
    }

    public bool IsOutdated(string encoded) => Parse(encoded).Iterations < iterations;

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA512, HashBytes);

    private (int Iterations, byte[] Salt, byte[] Hash) Parse(string encoded)
    {
        try
        {
            if (encoded.Split('$') is ["", var name, var parameters, var salt, var hash] && name == Name
                && parameters.StartsWith("i=", StringComparison.Ordinal)
                && int.TryParse(parameters.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var used) && used is >= MinIterations and <= MaxIterations
                && Decode(hash) is { Length: HashBytes } bytes)
            {
                return (used, Decode(salt), bytes);
            }
        }
        catch (FormatException)
        {
            // Falls through to the one message for everything that is wrong with it.
        }

        throw new PaasException(PaasErrors.Unavailable, "A stored password hash is damaged. Restore the state from a backup, or reset the password of the account.");
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Decode(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
}
