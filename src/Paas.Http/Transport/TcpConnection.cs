using System.Net;
using System.Net.Sockets;

namespace Paas;

/// <summary>A connection over TCP.</summary>
public abstract class TcpConnection : DuplexConnection
{
    private int _connectResult = (int)SocketError.IsConnected;

    /// <summary>How the connect went; <see cref="SocketError.InProgress"/> while it is under way.</summary>
    public SocketError ConnectResult
    {
        get => (SocketError)Volatile.Read(ref _connectResult);
        private protected set => Volatile.Write(ref _connectResult, (int)value);
    }

    /// <summary>Creates an unconnected connection towards an address of this family.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="loop">The loop that drives it, called on its thread; null for the thread pool.</param>
    /// <exception cref="SocketException">The system gives no socket.</exception>
    public static TcpConnection Create(AddressFamily family, EventLoop? loop) =>
        loop is null ? SocketConnection.Open(family) : LoopConnection.Open(loop, family);

    /// <summary>Starts to connect; <see cref="ConnectResult"/> tells how it goes and the owner is told when it has ended.</summary>
    public abstract void Connect(EndPoint address);
}
