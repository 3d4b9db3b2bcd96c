using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Paas.Forwarding;

/// <summary>What the router says about a client, as bytes for headers.</summary>
internal sealed class ClientFacts
{
    public ClientFacts(Socket socket)
    {
        var peer = (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        Address = Encoding.ASCII.GetBytes(address.ToString());
        Port = Encoding.ASCII.GetBytes(((socket.LocalEndPoint as IPEndPoint)?.Port ?? 0).ToString(CultureInfo.InvariantCulture));
    }

    public byte[] Address { get; }

    public byte[] Port { get; }
}
