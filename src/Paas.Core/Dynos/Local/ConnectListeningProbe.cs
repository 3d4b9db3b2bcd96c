using System.Net;
using System.Net.Sockets;

namespace Paas.Dynos.Local;

/// <summary>Where the sockets of processes cannot be seen: tries to connect to the port of each dyno. Other ports stay unknown.</summary>
internal sealed class ConnectListeningProbe : IListeningProbe
{
    public void Look(IReadOnlyList<ListeningTarget> targets)
    {
        foreach (var target in targets)
        {
            var listeners = new Dictionary<long, IPEndPoint>();
            if (Accepts(IPAddress.Loopback, target.Port))
                listeners[0] = new IPEndPoint(IPAddress.Loopback, target.Port);
            else if (Socket.OSSupportsIPv6 && Accepts(IPAddress.IPv6Loopback, target.Port))
                listeners[1] = new IPEndPoint(IPAddress.IPv6Loopback, target.Port);
            foreach (var (key, endPoint) in listeners)
                target.Add(key, endPoint);
            target.KeepOnly(listeners);
        }
    }

    private static bool Accepts(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // On loopback the answer comes at once.
            socket.Connect(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
