using System.Security.Cryptography;
using System.Text;

namespace Paas.Load.Backend;

/// <summary>A connection of a proxy to a backend: one request after the other, until it becomes a WebSocket.</summary>
internal sealed class BackendConnection(BackendLoop loop, int fd) : IReady
{
    private const int BufferSize = 64 * 1024;
    private byte[] _input = new byte[8 * 1024];
    private int _received;
    private EchoFrames? _echo;
    private ReadOnlyMemory<byte> _unsent;
    private byte[] _echoed = [];

    public void OnReady(uint events)
    {
        var isOpen = _unsent.IsEmpty || Flush();
        if (isOpen && _unsent.IsEmpty && !Read())
            isOpen = false;
        if (!isOpen)
            loop.Close(fd);
    }

    private bool Read()
    {
        if (_received == _input.Length)
            return false;
        var count = Native.Receive(fd, _input.AsSpan(_received));
        if (count < 0)
            return true;
        if (count == 0)
            return false;
        _received += count;
        return _echo is null ? Answer() : Echo();
    }

    private bool Answer()
    {
        var input = _input.AsSpan(0, _received);
        if (!input.EndsWith("\r\n\r\n"u8))
            return true;
        _received = 0;
        var key = FindKey(input);
        if (key is null)
            return Send(BackendResponses.Get(input));
        _echo = new EchoFrames();
        _input = new byte[BufferSize];
        _echoed = new byte[BufferSize + EchoFrames.MaxHeader];
        return Send(Accept(key));
    }

    private bool Echo()
    {
        var count = _echo!.Transform(_input.AsSpan(0, _received), _echoed);
        _received = 0;
        return Send(_echoed.AsMemory(0, count));
    }

    private bool Send(ReadOnlyMemory<byte> bytes)
    {
        _unsent = bytes;
        return TrySend() && (_unsent.IsEmpty || Wait(Native.Out));
    }

    private bool Flush() => TrySend() && (!_unsent.IsEmpty || Wait(Native.In));

    private bool Wait(uint events)
    {
        loop.Watch(fd, events);
        return true;
    }

    private bool TrySend()
    {
        while (!_unsent.IsEmpty)
        {
            var sent = Native.Send(fd, _unsent.Span);
            if (sent <= 0)
                return sent == 0;
            _unsent = _unsent[sent..];
        }
        return true;
    }

    private static string? FindKey(ReadOnlySpan<byte> head)
    {
        // Cheap for the requests that are none: the value of Upgrade is passed on as the client wrote it, the case of names is not.
        if (head.IndexOf("websocket"u8) < 0)
            return null;
        const string Name = "Sec-WebSocket-Key:";
        var text = Encoding.ASCII.GetString(head);
        var at = text.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
        return at < Name.Length ? null : text[at..text.IndexOf('\r', at)].Trim();
    }

    /// <summary>The answer to a WebSocket handshake (RFC 6455 section 4.2.2).</summary>
    private static byte[] Accept(string key)
    {
#pragma warning disable CA5350 // The protocol says SHA-1.
        var hash = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Convert.ToBase64String(hash)}\r\n\r\n");
    }
}
