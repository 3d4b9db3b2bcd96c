using System.Net;
using System.Net.Sockets;

namespace Paas.Access.SigningIn;

/// <summary>By what guessing is counted: an IPv4 address, or the /64 network of an IPv6 one, which is one customer's.</summary>
internal static class ClientAddress
{
    private const int MaxLength = 100;

    public static string? KeyOf(string? address)
    {
        if (address is null)
            return null;
        if (!IPAddress.TryParse(address, out var parsed))
            return address.Length > MaxLength ? address[..MaxLength] : address;
        if (parsed.IsIPv4MappedToIPv6)
            parsed = parsed.MapToIPv4();
        if (parsed.AddressFamily == AddressFamily.InterNetwork)
            return parsed.ToString();
        var bytes = parsed.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
