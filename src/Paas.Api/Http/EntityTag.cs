using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Paas.Api.Http;

/// <summary>Entity tags: 32 hex digits in quotes, a digest of the body. Source: RFC 9110, section 8.8.3.</summary>
internal static class EntityTag
{
    private const int Bytes = 16;

    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"\"{Convert.ToHexStringLower(hash[..Bytes])}\"";
    }

    /// <summary>Whether an <c>If-None-Match</c> header names the tag; a weak tag matches as well.</summary>
    public static bool Matches(StringValues header, string tag)
    {
        foreach (var line in header)
        {
            foreach (var part in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (part == "*" || part == tag || (part.StartsWith("W/", StringComparison.Ordinal) && part[2..] == tag))
                    return true;
            }
        }

        return false;
    }
}
