using System.Text;

namespace Paas.Parsing;

/// <summary>Comma-separated lists of tokens (RFC 9110 §5.6.1).</summary>
internal static class HttpTokens
{
    /// <summary>Takes the next non-empty element off the list; false at its end.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> token)
    {
        while (!list.IsEmpty)
        {
            var comma = list.IndexOf((byte)',');
            token = HttpRules.Trim(comma < 0 ? list : list[..comma]);
            list = comma < 0 ? [] : list[(comma + 1)..];
            if (!token.IsEmpty)
                return true;
        }
        token = [];
        return false;
    }

    public static bool Is(ReadOnlySpan<byte> token, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(token, expected);
}
