using System.Net;
using System.Net.Sockets;

namespace Paas.Load.Peers;

/// <summary>TCP ports of loopback.</summary>
internal static class Ports
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A port that was free a moment ago.</summary>
    public static int Choose()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Waits until somebody listens.</summary>
    /// <exception cref="IOException">The program has ended, or nobody listens within 10 s.</exception>
    public static async Task WaitAsync(int port, Func<bool> hasEnded, CancellationToken cancellationToken)
    {
        var until = TimeProvider.System.GetUtcNow() + Bound;
        while (!hasEnded() && TimeProvider.System.GetUtcNow() < until)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
        throw new IOException($"Nobody listens at port {port}.");
    }
}
