namespace Paas.Parsing;

internal static class HostRules
{
    /// <summary>Checks <c>host[:port]</c> of RFC 9110 §7.2, without user info, percent-encoding or anything that a name cannot hold.</summary>
    public static bool IsValid(ReadOnlySpan<byte> host)
    {
        ReadOnlySpan<byte> rest;
        if (host.StartsWith("["u8))
        {
            var close = host.IndexOf((byte)']');
            if (close < 3 || host[1..close].ContainsAnyExcept(HttpRules.Ipv6))
                return false;
            rest = host[(close + 1)..];
        }
        else
        {
            var colon = host.IndexOf((byte)':');
            var name = colon < 0 ? host : host[..colon];
            if (name.IsEmpty || name.ContainsAnyExcept(HttpRules.HostName))
                return false;
            rest = colon < 0 ? [] : host[colon..];
        }
        return rest.IsEmpty || (rest[0] == ':' && rest.Length <= 6 && !rest[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
    }
}
