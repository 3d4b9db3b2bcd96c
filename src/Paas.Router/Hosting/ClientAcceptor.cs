using System.Net;
using System.Net.Sockets;
using Paas.Forwarding;
using Paas.Tls;

namespace Paas.Hosting;

/// <summary>Takes client connections in and starts their flows.</summary>
internal sealed class ClientAcceptor(RouterContext context)
{
    private static readonly TimeSpan AcceptDelay = TimeSpan.FromMilliseconds(100);
    private int _next;

    /// <summary>Accepts until cancelled, on the event loops or else on the thread pool.</summary>
    public Task AcceptAsync(SocketListener listener, bool isTls, CancellationToken cancellationToken)
    {
        var loops = context.Loops;
        if (loops.Count == 0)
            return Task.Run(() => AcceptOnPoolAsync(listener, isTls, cancellationToken), CancellationToken.None);
        var door = new Door(this, context, listener.EndPoint, isTls);
        return Task.WhenAll(loops.Select(loop => listener.AcceptAsync(loop, loops, door, context.Clock.Provider, cancellationToken)));
    }

    /// <summary>Serves a connection that somebody else has accepted; completes when it is over.</summary>
    public async Task ServeAsync(PipeConnection pipe, ClientFacts facts, CancellationToken cancellationToken)
    {
        var loop = NextLoop();
        var connection = new ClientConnection(context, loop, pipe, facts);
        if (!TryAdd(connection))
            return;
        using var registration = cancellationToken.UnsafeRegister(static state => ((ClientConnection)state!).Abort(), connection);
        if (loop is null)
        {
            await connection.RunAsync();
            return;
        }
        var flow = new PostedFlow(connection);
        loop.Post(flow);
        await flow.Ended;
    }

    private async Task AcceptOnPoolAsync(SocketListener listener, bool isTls, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Start(await listener.AcceptAsync(cancellationToken), isTls);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // Out of descriptors, or a peer that reset in the queue: the next one may do better.
                Log.AcceptFailed(context.Logger, exception, AcceptDelay);
                await Task.Delay(AcceptDelay, context.Clock.Provider, CancellationToken.None);
            }
        }
    }

    private void Start(Socket socket, bool isTls)
    {
        try
        {
            Start(null, new SocketConnection(socket), socket.RemoteEndPoint, socket.LocalEndPoint, isTls);
        }
        catch (SocketException)
        {
            // Reset before we could ask who it is.
            socket.Dispose();
        }
    }

    private void Start(EventLoop? loop, DuplexConnection connection, EndPoint? remote, EndPoint? local, bool isTls)
    {
        if (isTls)
        {
            // Goes on to a connection of its own once the client has shown itself.
            if (HasRoom())
                ClientHandshake.TryStart(context, loop, connection, remote, local);
            else
                connection.Dispose();
            return;
        }
        var client = new ClientConnection(context, loop, connection, new ClientFacts(remote, local, isTls: false));
        // The flow never throws and closes the connection at its end.
        if (TryAdd(client))
            _ = client.RunAsync();
    }

    private bool TryAdd(ClientConnection connection)
    {
        if (HasRoom() && context.Clients.TryAdd(connection))
            return true;
        connection.Dispose();
        return false;
    }

    private bool HasRoom()
    {
        if (context.Clients.Count + context.Handshakes.Count < context.MaxConnections)
            return true;
        Log.TooManyConnections(context.Logger, context.MaxConnections);
        return false;
    }

    private EventLoop? NextLoop()
    {
        var loops = context.Loops;
        return loops.Count == 0 ? null : loops[(int)((uint)Interlocked.Increment(ref _next) % (uint)loops.Count)];
    }

    private sealed class Door(ClientAcceptor acceptor, RouterContext context, IPEndPoint local, bool isTls) : IConnectionAcceptor
    {
        public void OnAccepted(EventLoop loop, DuplexConnection connection, IPEndPoint? remote) =>
            acceptor.Start(loop, connection, remote, local, isTls);

        public void OnAcceptFailed(SocketException exception, TimeSpan delay) =>
            Log.AcceptFailed(context.Logger, exception, delay);
    }

    /// <summary>A flow that starts on the thread of its loop.</summary>
    private sealed class PostedFlow(ClientConnection connection) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public void Execute() => _ = RunAsync();

        private async Task RunAsync()
        {
            await connection.RunAsync();
            _ended.SetResult();
        }
    }
}
