using System.Net;
using System.Net.Sockets;

namespace Paas.Stalls;

/// <summary>Answers every request with the same bytes, one thread per connection, without allocating.</summary>
internal sealed class AnsweringDyno : IDisposable
{
    private static readonly byte[] Response = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nHello, client."u8.ToArray();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public AnsweringDyno()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        Target = new RouteTarget(Guid.NewGuid(), "web.1", (IPEndPoint)_listener.LocalEndPoint!);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public static ReadOnlySpan<byte> Body => "Hello, client."u8;

    public RouteTarget Target { get; }

    public void Dispose() => _listener.Dispose();

    private static void Answer(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                var buffer = new byte[4096];
                for (var length = 0; ;)
                {
                    var count = socket.Receive(buffer.AsSpan(length));
                    if (count == 0)
                        return;
                    length += count;
                    if (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                        continue;
                    length = 0;
                    socket.Send(Response);
                }
            }
            catch (SocketException)
            {
                // The run is over.
            }
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.Accept();
                new Thread(() => Answer(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
