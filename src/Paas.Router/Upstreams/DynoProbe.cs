using System.Net;
using System.Net.Sockets;
using Paas.Routing;

namespace Paas.Upstreams;

/// <summary>Connects to a dyno the way requests do, for a check ahead of the first one.</summary>
internal static class DynoProbe
{
    /// <summary>Null when it connects, else what went wrong.</summary>
    public static async Task<string?> TryConnectAsync(IPEndPoint address, TimeSpan timeout, RouterClock clock, CancellationToken cancellationToken)
    {
        var signal = new FlowSignal();
        using var connection = TcpConnection.Create(address.AddressFamily, loop: null);
        using var timer = new CancellationTokenSource(timeout, clock.Provider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var registration = linked.Token.UnsafeRegister(static state => ((FlowSignal)state!).Post(), signal);
        connection.SetOwner(signal);
        connection.Connect(address);
        while (connection.ConnectResult == SocketError.InProgress && !linked.IsCancellationRequested)
            await signal.WaitAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return connection.ConnectResult switch
        {
            SocketError.IsConnected => null,
            SocketError.InProgress or SocketError.TimedOut => $"Nothing answered at {address} within {timeout.TotalSeconds:0.#} s.",
            SocketError.ConnectionRefused => $"Nothing listens at {address}: the connection was refused.",
            var error => $"Could not connect to {address}: {error}.",
        };
    }
}
