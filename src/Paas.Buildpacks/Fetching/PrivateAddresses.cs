using System.Net;
using System.Net.Sockets;

namespace Paas.Fetching;

/// <summary>Addresses that are not of the public internet: this machine, private networks, link-local services such as a cloud's metadata.</summary>
internal static class PrivateAddresses
{
    private static readonly IPNetwork[] _private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(static network => IPNetwork.Parse(network)),
    ];

    public static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_private, network => network.Contains(plain));
    }

    /// <summary>Looks a host up. Names that do not resolve here are left to whoever connects, which may be a proxy.</summary>
    /// <exception cref="PaasException">It has a private address.</exception>
    public static async ValueTask RefuseAsync(Uri address, string shown, CancellationToken cancellationToken)
    {
        IPAddress[] found;
        try
        {
            found = await Dns.GetHostAddressesAsync(address.DnsSafeHost, cancellationToken);
        }
        catch (SocketException)
        {
            return;
        }

        if (Array.Find(found, Contains) is { } refused)
            throw Refused(shown, refused);
    }

    public static PaasException Refused(string shown, IPAddress address) => new(
        PaasErrors.InvalidParams,
        $"{shown} is at {address}, which is no address of the internet; apps may not make the platform connect there. The host can allow it: for sources by ApiOptions.AllowPrivateAddresses, for buildpacks by BuildpackOptions.AllowPrivateAddresses or its registry file.");
}
