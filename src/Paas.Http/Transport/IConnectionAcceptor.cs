using System.Net;
using System.Net.Sockets;

namespace Paas;

/// <summary>Takes the connections that a listener accepts on event loops.</summary>
public interface IConnectionAcceptor
{
    /// <summary>Takes a connection over; called on the thread of its loop, so it must not block.</summary>
    /// <param name="loop">The loop that drives the connection.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="remote">Where the client is.</param>
    void OnAccepted(EventLoop loop, DuplexConnection connection, IPEndPoint? remote);

    /// <summary>Accepting failed and is tried again after <paramref name="delay"/>.</summary>
    void OnAcceptFailed(SocketException exception, TimeSpan delay);
}
