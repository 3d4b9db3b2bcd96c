using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Paas.Load.Simulation;

/// <summary>The client's kept connections; a request takes an idle one or makes one.</summary>
internal sealed class LoadConnections(IPEndPoint router, string host)
{
    private readonly ConcurrentStack<Socket> _idle = new();

    /// <summary>Sends one request and returns the status of its answer, or 0 when there was none.</summary>
    public async Task<int> SendAsync(int work)
    {
        var request = Encoding.ASCII.GetBytes($"GET {SimulatedDyno.Path}{work} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        Socket? socket = null;
        try
        {
            if (!_idle.TryPop(out socket))
            {
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(router);
            }
            await socket.SendAsync(request);
            var buffer = new byte[8192];
            for (var count = 0; ;)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(count));
                if (received == 0)
                    break;
                count += received;
                if (!IsComplete(buffer.AsSpan(0, count), out var status, out var stays))
                    continue;
                if (stays)
                    _idle.Push(socket);
                else
                    socket.Dispose();
                return status;
            }
        }
        catch (SocketException)
        {
            // No answer.
        }
        socket?.Dispose();
        return 0;
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer, out int status, out bool stays)
    {
        status = 0;
        stays = true;
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        if (!Utf8Parser.TryParse(answer[9..], out status, out _))
            return true;
        stays = answer[..head].IndexOf("Connection: close"u8) < 0;
        var length = 0;
        var field = answer[..head].IndexOf("Content-Length: "u8);
        if (field >= 0 && !Utf8Parser.TryParse(answer[(field + 16)..], out length, out _))
            return true;
        return answer.Length >= head + 4 + length;
    }
}
