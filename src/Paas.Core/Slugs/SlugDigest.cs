using System.Buffers;
using System.Security.Cryptography;

namespace Paas.Slugs;

/// <summary>The text form of a slug's address: <c>sha256:</c> and 64 lower-case hex digits.</summary>
internal static class SlugDigest
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static string Format(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    /// <summary>The 64 hex digits. They are safe as a file name, which is why nothing else gets through.</summary>
    public static string Hex(string digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var hex = digest.AsSpan(digest.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix.Length : 0);
        if (hex.Length == digest.Length || hex.Length != SHA256.HashSizeInBytes * 2 || hex.ContainsAnyExcept(Digits))
            throw new ArgumentException($"'{digest}' is not a slug digest: 'sha256:' and 64 lower-case hex digits are expected.", nameof(digest));
        return hex.ToString();
    }
}
