using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paas.Access.TwoFactor;

/// <summary>
/// Time-based one-time passwords as all authenticator apps make them: HMAC-SHA-1, 30 s, 6 digits (RFC 6238 over RFC 4226). The
/// few lines of the RFC with its test vectors; a library would be a dependency of the core for them.
/// </summary>
internal static class Totp
{
    public const int SecretBytes = 20;
    public const int Digits = 6;

    private const long StepSeconds = 30;

    /// <summary>Steps before and after now that are taken: clocks differ, and people type slowly.</summary>
    private const int Window = 1;

    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 and every authenticator app use HMAC-SHA-1, which collisions of SHA-1 do not touch.")]
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 15)..]) & 0x7FFF_FFFF;
        var modulus = (uint)Math.Pow(10, digits);
        return (number % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code it is, if that is near to now and after the last one that was taken; null otherwise.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        long? match = null;
        var given = Encoding.UTF8.GetBytes(code);
        for (var step = StepOf(now) - Window; step <= StepOf(now) + Window; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Code(secret, step))) && step > lastStep)
                match = step;
        }

        return match;
    }
}
