using System.Buffers;

namespace Paas.Parsing;

/// <summary>Byte classes of RFC 9110 §5.6 and RFC 9112.</summary>
internal static class HttpRules
{
    /// <summary>Bytes of a token: methods and header names.</summary>
    public static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Bytes that no line may hold: all controls but the tab. The first one found must be the CR of the line's end.</summary>
    public static readonly SearchValues<byte> LineEnd = SearchValues.Create(Controls());

    /// <summary>Bytes that a request target may not hold beside the controls; a fragment never belongs on the wire.</summary>
    public static readonly SearchValues<byte> NotTarget = SearchValues.Create(" \t#"u8);

    /// <summary>Bytes of a host name, without the brackets and colons of IPv6.</summary>
    public static readonly SearchValues<byte> HostName = SearchValues.Create(
        "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Bytes between the brackets of an IPv6 address.</summary>
    public static readonly SearchValues<byte> Ipv6 = SearchValues.Create(":.0123456789ABCDEFabcdef"u8);

    public static bool IsToken(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && !bytes.ContainsAnyExcept(Token);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes) => bytes.Trim(" \t"u8);

    private static byte[] Controls()
    {
        var controls = new List<byte> { 0x7F };
        for (var i = 0; i < 0x20; i++)
        {
            if (i != '\t')
                controls.Add((byte)i);
        }
        return [.. controls];
    }
}
