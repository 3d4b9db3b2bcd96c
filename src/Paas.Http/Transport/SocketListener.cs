using System.Net;
using System.Net.Sockets;

namespace Paas;

/// <summary>Accepts TCP connections at one address.</summary>
public sealed class SocketListener : IDisposable
{
    private readonly Socket _socket;

    private SocketListener(Socket socket) => _socket = socket;

    /// <summary>The address with the port that it really has.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Starts to listen. Throws <see cref="SocketException"/> when the address is taken or not this machine's.</summary>
    /// <param name="address">The address; port 0 lets the system choose.</param>
    /// <param name="backlog">Connections that the system accepts ahead of us.</param>
    public static SocketListener Bind(IPEndPoint address, int backlog)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // An IPv6 listener takes IPv6 only, so that 0.0.0.0 and [::] can be listened on side by side.
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(address);
            socket.Listen(backlog);
            return new SocketListener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next connection. Throws <see cref="SocketException"/> or <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        var socket = await _socket.AcceptAsync(cancellationToken);
        try
        {
            socket.NoDelay = true;
        }
        catch (SocketException)
        {
            // Reset before we looked; its first receive will say so.
        }
        return socket;
    }

    /// <summary>Stops listening; connections accepted so far live on.</summary>
    public void Dispose() => _socket.Dispose();
}
