using System.Net;
using System.Net.Sockets;

namespace Paas.EventLoops;

/// <summary>Sends back what each connection receives, and its end behind it.</summary>
internal sealed class EchoAcceptor : IConnectionAcceptor
{
    private readonly int[] _onLoop = new int[2];

    public int OnLoop(int index) => Volatile.Read(ref _onLoop[index]);

    public void OnAccepted(EventLoop loop, DuplexConnection connection, IPEndPoint? remote)
    {
        Assert.True(loop.IsCurrent);
        Interlocked.Increment(ref _onLoop[loop.Index]);
        var echo = new Echo();
        connection.SetOwner(echo);
        echo.OnReady(connection);
    }

    public void OnAcceptFailed(SocketException exception, TimeSpan delay) => throw exception;

    private sealed class Echo : IConnectionOwner
    {
        public void OnReady(DuplexConnection connection)
        {
            while (true)
            {
                var progress = connection.Receive(64 * 1024);
                if (connection.Unsent < 64 * 1024 && connection.Input.Length > 0)
                    connection.MoveTo(connection, connection.Input.Length);
                progress |= connection.Flush();
                if (!progress)
                    break;
            }
            if (connection.InputEnded && connection.Input.IsEmpty && connection.Unsent == 0)
                connection.Dispose();
        }
    }
}
