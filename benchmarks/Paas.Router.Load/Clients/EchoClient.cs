using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Paas.Load.Backend;

namespace Paas.Load.Clients;

/// <summary>One WebSocket with one message under way.</summary>
internal sealed class EchoClient : IReady
{
    private static readonly byte[] Input = new byte[256 * 1024];
    private readonly BackendLoop _loop;
    private readonly EchoTally _tally;
    private readonly EchoMessage _message;
    private readonly Socket _socket;
    private int _sent;
    private int _received;
    private long _start;
    private bool _waitsForRoom;

    private EchoClient(BackendLoop loop, EchoTally tally, EchoMessage message, Socket socket)
    {
        _loop = loop;
        _tally = tally;
        _message = message;
        _socket = socket;
    }

    private int Fd => (int)_socket.Handle;

    /// <summary>Connects, shakes hands (RFC 6455 section 4.1) and sends the first message; a refusal is counted.</summary>
    public static void Open(BackendLoop loop, EchoTally tally, EchoMessage message, string host, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            if (!Shake(socket, $"{host}:{port}"))
                throw new IOException("No 101.");
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            tally.Failed++;
            socket.Dispose();
            return;
        }
        socket.Blocking = false;
        var client = new EchoClient(loop, tally, message, socket);
        loop.Add(client.Fd, client);
        client.Next();
    }

    public void OnReady(uint events)
    {
        if (Send() && Read())
            return;
        _tally.Failed++;
        _loop.Close(Fd);
    }

    private static bool Shake(Socket socket, string authority)
    {
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET /echo HTTP/1.1\r\nHost: {authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && socket.Receive(one) == 1)
            head.Append((char)one[0]);
        // The answer to the key above is the example of RFC 6455 section 1.3.
        var text = head.ToString();
        return text.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) && text.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", StringComparison.Ordinal);
    }

    private bool Next()
    {
        _sent = 0;
        _received = 0;
        _start = Stopwatch.GetTimestamp();
        return Send();
    }

    private bool Send()
    {
        while (_sent < _message.Sent.Length)
        {
            var count = Native.Send(Fd, _message.Sent.AsSpan(_sent));
            if (count < 0)
                return false;
            if (count == 0)
            {
                WaitForRoom(true);
                return true;
            }
            _sent += count;
        }
        WaitForRoom(false);
        return true;
    }

    private bool Read()
    {
        var count = Native.Receive(Fd, Input);
        if (count <= 0)
            return count < 0;
        if (_received + count > _message.EchoLength || !_message.Matches(Input.AsSpan(0, count), _received))
            return false;
        _received += count;
        if (_received < _message.EchoLength)
            return true;
        _tally.Add(Stopwatch.GetTimestamp() - _start);
        return Next();
    }

    private void WaitForRoom(bool waits)
    {
        if (_waitsForRoom == waits)
            return;
        _waitsForRoom = waits;
        _loop.Watch(Fd, waits ? Native.In | Native.Out : Native.In);
    }
}
