using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Paas.Health;

/// <summary>One check of a dyno, on a connection of its own.</summary>
internal static class HealthProbe
{
    private const int StatusLineStart = 12;

    /// <summary>Null when the dyno passes, else what is wrong with it.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="path">Path to GET, or null to connect only.</param>
    /// <param name="host">The app's host.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the check without a result.</param>
    public static async Task<string?> CheckAsync(
        IPEndPoint address, string? path, string host, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address, linked.Token);
            if (path is null)
                return null;
            var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: heroku-router\r\nConnection: close\r\n\r\n");
            for (var sent = 0; sent < request.Length;)
                sent += await socket.SendAsync(request.AsMemory(sent), linked.Token);
            var answer = new byte[StatusLineStart];
            for (var count = 0; count < answer.Length;)
            {
                var received = await socket.ReceiveAsync(answer.AsMemory(count), linked.Token);
                if (received == 0)
                    return "closed without a response";
                count += received;
            }
            return Judge(answer);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused ? "connection refused" : $"connection failed ({exception.SocketErrorCode})";
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {timeout.TotalSeconds:0.###} s";
        }
    }

    private static string? Judge(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith("HTTP/1."u8) || !int.TryParse(answer[9..], out var status))
            return "answer is not HTTP";
        return status < 400 ? null : $"status {status}";
    }
}
