using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NSec.Cryptography;

namespace Paas.Argon2;

/// <summary>
/// Argon2id (RFC 9106) by libsodium, in the PHC string format: <c>$argon2id$v=19$m=65536,t=2,p=1${salt}${hash}</c> with base64
/// without padding, as the reference implementation writes it.
/// </summary>
internal sealed partial class Argon2PasswordHasher : IPasswordHasher
{
    private const int MinMemory = 8_192;
    private const int MaxMemory = 4_194_304;
    private const int MaxPasses = 100;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private readonly int _memory;
    private readonly int _passes;

    public Argon2PasswordHasher(int memoryKiB, int passes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryKiB, MinMemory);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memoryKiB, MaxMemory);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passes, MaxPasses);
        (_memory, _passes) = (memoryKiB, passes);
    }

    public string Name => "argon2id";

    public string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return string.Create(CultureInfo.InvariantCulture, $"$argon2id$v=19$m={_memory},t={_passes},p=1${Encode(salt)}${Encode(Derive(password, salt, _memory, _passes))}");
    }

    public bool Verify(string password, string encoded)
    {
        var (memory, passes, salt, hash) = Parse(encoded);
        return CryptographicOperations.FixedTimeEquals(hash, Derive(password, salt, memory, passes));
    }

    public bool IsOutdated(string encoded) => Parse(encoded) is var (memory, passes, _, _) && (memory < _memory || passes < _passes);

    private static byte[] Derive(string password, byte[] salt, int memory, int passes)
    {
        var argon2 = PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes });
        return argon2.DeriveBytes(Encoding.UTF8.GetBytes(password), salt, HashBytes);
    }

    private static (int Memory, int Passes, byte[] Salt, byte[] Hash) Parse(string encoded)
    {
        if (Format().Match(encoded) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var memory) && memory is >= MinMemory and <= MaxMemory
            && int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var passes) && passes is >= 1 and <= MaxPasses)
        {
            return (memory, passes, Convert.FromBase64String(match.Groups[3].Value + "=="), Convert.FromBase64String(match.Groups[4].Value + "="));
        }

        throw new PaasException(PaasErrors.Unavailable, "A stored password hash is damaged. Restore the state from a backup, or reset the password of the account.");
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>16 bytes of salt and 32 of hash, whose last letters have only bits that count.</summary>
    [GeneratedRegex(@"\A\$argon2id\$v=19\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=1\$([A-Za-z0-9+/]{21}[AQgw])\$([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])\z")]
    private static partial Regex Format();
}
