using System.Net;
using System.Net.Sockets;

namespace Paas.Dynos.Local;

/// <summary>Hands out ports in turn, so that the same one comes again only after all others.</summary>
internal sealed class PortPool(int first, int last)
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _taken = [];

    // Hosts side by side begin at different places.
    private int _next = Environment.ProcessId * 37 % (last - first + 1);

    /// <exception cref="CannotStartException">None is free.</exception>
    public int Take()
    {
        var count = last - first + 1;
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
            {
                var port = first + _next;
                _next = (_next + 1) % count;
                if (!_taken.Contains(port) && IsFree(port))
                {
                    _taken.Add(port);
                    return port;
                }
            }
        }

        throw new CannotStartException($"No port from {first} to {last} is free; widen LocalProcessOptions.FirstPort and LastPort.");
    }

    /// <summary>Takes the port of a dyno that an earlier host started.</summary>
    public void Reserve(int port)
    {
        lock (_lock)
            _taken.Add(port);
    }

    public void Return(int port)
    {
        lock (_lock)
            _taken.Remove(port);
    }

    private static bool IsFree(int port) =>
        CanBind(IPAddress.Any, port)
        && CanBind(IPAddress.Loopback, port)
        && (!Socket.OSSupportsIPv6 || (CanBind(IPAddress.IPv6Any, port) && CanBind(IPAddress.IPv6Loopback, port)));

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException exception)
        {
            // IPv6 may be known to the system and still have no address.
            return exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
