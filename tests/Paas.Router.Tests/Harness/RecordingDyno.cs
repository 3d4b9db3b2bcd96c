using System.Net;
using System.Net.Sockets;
using System.Text;
using Paas.Fuzzing.Reference;

namespace Paas.Harness;

/// <summary>A dyno that keeps every byte and answers whatever a strict reader takes for a request.</summary>
internal sealed class RecordingDyno : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<List<byte>> _connections = [];
    private readonly byte[] _answer;

    public RecordingDyno(string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        Target = new RouteTarget(Guid.NewGuid(), "web.1", (IPEndPoint)_socket.LocalEndPoint!);
        _ = AcceptAsync();
    }

    public RouteTarget Target { get; }

    /// <summary>What arrived, per connection, as a strict reader sees it.</summary>
    public List<ReferenceStream> Streams()
    {
        lock (_connections)
            return [.. _connections.Select(bytes => ReferenceStream.Requests(bytes.ToArray()))];
    }

    public void Dispose() => _socket.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _socket.AcceptAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using var connection = socket;
        var received = new List<byte>();
        lock (_connections)
            _connections.Add(received);
        var buffer = new byte[65536];
        var answered = 0;
        try
        {
            while (await connection.ReceiveAsync(buffer) is var count and > 0)
            {
                int requests;
                lock (_connections)
                {
                    received.AddRange(buffer.AsSpan(0, count));
                    requests = ReferenceStream.Requests(received.ToArray()).Messages.Count;
                }
                for (; answered < requests; answered++)
                    await connection.SendAsync(_answer);
            }
        }
        catch (SocketException)
        {
            // The router has closed.
        }
    }
}
