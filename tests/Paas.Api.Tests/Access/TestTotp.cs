using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Paas.Api.Tests.Access;

/// <summary>What an authenticator app does (RFC 6238).</summary>
internal static class TestTotp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Gives an account a second factor; its recovery codes.</summary>
    public static async Task<IReadOnlyList<string>> EnableAsync(IPlatform platform, Account account, DateTimeOffset now)
    {
        var factor = platform.As(new Caller { AccountId = account.Id, Email = account.Email }).Accounts.TwoFactor;
        return await factor.EnableAsync(CodeOf((await factor.BeginAsync()).Secret, now));
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 uses HMAC-SHA-1.")]
    private static string CodeOf(string secret, DateTimeOffset now)
    {
        var bits = string.Concat(secret.Select(static c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = bits.Chunk(8).Where(static part => part.Length == 8).Select(static part => Convert.ToByte(new string(part), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, now.ToUnixTimeSeconds() / 30);
        var hash = HMACSHA1.HashData(key, counter);
        return ((BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & 0x7FFF_FFFF) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
