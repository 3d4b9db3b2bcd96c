namespace Paas.Http2;

/// <summary>
/// The body of a request on its way from DATA frames to the exchange, which reads it as HTTP/1.1: as it is when its length
/// was announced, else in chunks, with trailers.
/// </summary>
internal sealed class Http2RequestBody
{
    // The hexadecimal length of a chunk and two line ends.
    private const int ChunkFrame = 8 + 4;
    private readonly ByteBuffer _data = new();
    private readonly ByteBuffer _end = new();
    private bool _chunked;
    private long _remaining;

    /// <summary>Bytes of DATA that wait.</summary>
    public int Buffered => _data.Length;

    public bool HasInput => _data.Length > 0 || _end.Length > 0;

    /// <summary>The client has ended its side.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>All that the head announced has come, though the client's side may still be open.</summary>
    public bool IsComplete => HasEnded || (!_chunked && _remaining == 0);

    /// <summary>Begins a body. False when the head announces one and there is none.</summary>
    public bool Start(HttpBodyKind kind, long length, bool ended)
    {
        _data.Clear();
        _end.Clear();
        _chunked = kind == HttpBodyKind.Chunked;
        _remaining = kind == HttpBodyKind.Length ? length : 0;
        HasEnded = ended;
        return !ended || kind == HttpBodyKind.None;
    }

    /// <summary>Takes a DATA frame. False when the body is longer or shorter than announced (RFC 9113 §8.1.1).</summary>
    public bool Add(ReadOnlySpan<byte> data, bool ends)
    {
        if (!_chunked && data.Length > _remaining)
            return false;
        _data.Write(data);
        if (!_chunked)
            _remaining -= data.Length;
        return !ends || End([]);
    }

    /// <summary>Ends the body, with the lines of the trailers. False when it is shorter than announced.</summary>
    public bool End(ReadOnlySpan<byte> trailers)
    {
        HasEnded = true;
        if (!_chunked)
            return _remaining == 0;
        _end.Write("0\r\n"u8);
        _end.Write(trailers);
        _end.Write("\r\n"u8);
        return true;
    }

    /// <summary>Writes what is there, as far as it fits, and returns its length.</summary>
    /// <param name="target">Room for one chunk's frame and a byte at least.</param>
    /// <param name="data">Bytes of DATA among it.</param>
    public int Read(Span<byte> target, out int data)
    {
        data = Math.Min(_data.Length, _chunked ? target.Length - ChunkFrame : target.Length);
        var written = 0;
        if (data > 0)
        {
            if (_chunked)
            {
                System.Buffers.Text.Utf8Formatter.TryFormat(data, target, out written, 'x');
                "\r\n"u8.CopyTo(target[written..]);
                written += 2;
            }
            _data.Span[..data].CopyTo(target[written..]);
            written += data;
            _data.Consume(data);
            if (_chunked)
            {
                "\r\n"u8.CopyTo(target[written..]);
                written += 2;
            }
        }
        if (_data.Length > 0)
            return written;
        _data.Release();
        var rest = Math.Min(_end.Length, target.Length - written);
        _end.Span[..rest].CopyTo(target[written..]);
        _end.Consume(rest);
        return written + rest;
    }

    public void Release()
    {
        _data.Release();
        _end.Release();
    }
}
