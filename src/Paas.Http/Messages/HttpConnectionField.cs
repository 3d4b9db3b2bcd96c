using Paas.Parsing;

namespace Paas;

/// <summary>The fields that <c>Connection</c> nominates for this hop only (RFC 9110 §7.6.1).</summary>
public static class HttpConnectionField
{
    /// <summary>Tells whether a <c>Connection</c> field of the head nominates <paramref name="name"/>.</summary>
    public static bool Nominates(HttpHead head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        ArgumentNullException.ThrowIfNull(head);
        foreach (ref readonly var header in head.Headers)
        {
            if (header.Kind != HttpHeaderKind.Connection)
                continue;
            var value = header.Value(bytes);
            while (HttpTokens.TryTake(ref value, out var token))
            {
                if (HttpTokens.Is(token, name))
                    return true;
            }
        }
        return false;
    }
}
