using System.Net;
using System.Net.Sockets;
using Paas.EventLoops;

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
            // Accepted connections inherit it.
            socket.NoDelay = true;
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

    /// <summary>
    /// Accepts on an event loop until cancelled. Several loops may accept from one listener: the kernel wakes one of them,
    /// and who has many more connections than another passes them on.
    /// </summary>
    /// <param name="loop">The loop that accepts.</param>
    /// <param name="siblings">All loops that accept, this one included.</param>
    /// <param name="acceptor">Takes the connections, each on its own loop.</param>
    /// <param name="time">Clock of the pause after a failure, such as too many open files.</param>
    /// <param name="cancellationToken">Ends accepting; the task completes when the loop uses the listener no more.</param>
    public Task AcceptAsync(
        EventLoop loop, IReadOnlyList<EventLoop> siblings, IConnectionAcceptor acceptor, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(siblings);
        ArgumentNullException.ThrowIfNull(acceptor);
        ArgumentNullException.ThrowIfNull(time);
        return new LoopListener(loop, siblings, _socket.SafeHandle, acceptor, time).RunAsync(cancellationToken);
    }

    /// <summary>Stops listening; connections accepted so far live on.</summary>
    public void Dispose() => _socket.Dispose();
}
