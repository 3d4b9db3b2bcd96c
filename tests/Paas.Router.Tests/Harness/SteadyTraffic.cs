using System.Net;
using System.Net.Sockets;

namespace Paas.Harness;

/// <summary>
/// One client and one dyno that speak with a router over sockets and allocate nothing themselves, so that what is
/// allocated is the router's.
/// </summary>
internal sealed class SteadyTraffic : IDisposable
{
    private const int End = 4; // of "\r\n\r\n"
    private readonly byte[] _request;
    private readonly byte[] _response;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Thread _dyno;
    private volatile Socket? _accepted;
    private int _answerLength;

    public SteadyTraffic(string request, string response)
    {
        _request = System.Text.Encoding.ASCII.GetBytes(request);
        _response = System.Text.Encoding.ASCII.GetBytes(response);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(8);
        Target = new RouteTarget(Guid.NewGuid(), "web.1", (IPEndPoint)_listener.LocalEndPoint!);
        _dyno = new Thread(Answer) { IsBackground = true };
        _dyno.Start();
    }

    public RouteTarget Target { get; }

    /// <summary>Connects and sends one request; its answer tells how long all others are.</summary>
    public void Start(IPEndPoint router)
    {
        _client.Connect(router);
        _client.Send(_request);
        var body = _response.Length - _response.AsSpan().IndexOf("\r\n\r\n"u8) - End;
        int head;
        do
        {
            _answerLength += Receive(_client, _buffer.AsSpan(_answerLength));
            head = _buffer.AsSpan(0, _answerLength).IndexOf("\r\n\r\n"u8);
        }
        while (head < 0 || _answerLength < head + End + body);
    }

    /// <summary>Sends requests one after the other.</summary>
    public void Run(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            _client.Send(_request);
            for (var length = 0; length < _answerLength;)
                length += Receive(_client, _buffer.AsSpan(0, _answerLength - length));
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _listener.Dispose();
        // The router would keep its connection for long.
        _accepted?.Shutdown(SocketShutdown.Both);
        _dyno.Join();
    }

    private static int Receive(Socket socket, Span<byte> buffer)
    {
        var count = socket.Receive(buffer);
        return count > 0 ? count : throw new EndOfStreamException("The router has closed.");
    }

    private void Answer()
    {
        try
        {
            using var socket = _listener.Accept();
            _accepted = socket;
            socket.NoDelay = true;
            var buffer = new byte[16 * 1024];
            for (var length = 0; ;)
            {
                var count = socket.Receive(buffer.AsSpan(length));
                if (count == 0)
                    return;
                length += count;
                if (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                    continue;
                length = 0;
                socket.Send(_response);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
