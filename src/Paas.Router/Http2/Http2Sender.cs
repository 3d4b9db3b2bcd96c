namespace Paas.Http2;

/// <summary>
/// What goes out on one connection: frames in turn, one for each stream that has something, as far as the client's
/// windows and our own limit of unsent bytes allow.
/// </summary>
internal sealed class Http2Sender(DuplexConnection connection)
{
    // More waits in the streams, so that what is written last is not far behind.
    private const int OutputLimit = 128 * 1024;
    // Answers to the client's own frames pile up to here; then no frame of its is read any more.
    private const int AnswerLimit = OutputLimit + 64 * 1024;
    private const int Turn = Http2Frame.DefaultMaxLength;
    private readonly HpackEncoder _encoder = new();
    private readonly ByteBuffer _block = new();
    private readonly ByteBuffer _name = new();
    private readonly Queue<Http2Stream> _queue = new();
    private readonly List<Http2Stream> _blocked = [];
    private long _window = Http2PeerSettings.DefaultWindowSize;

    public Http2PeerSettings Peer { get; } = new();

    public ByteBuffer Output => connection.Output;

    /// <summary>The client does not read our answers.</summary>
    public bool IsBacklogged => connection.Unsent >= AnswerLimit;

    /// <summary>Frames of body that were not cut short by a tiny window: useful traffic.</summary>
    public int UsefulFrames { get; set; }

    private bool HasRoom => connection.Unsent < OutputLimit;

    /// <summary>Takes bytes of a stream's response; 0 when it must wait for its turn or for a window.</summary>
    public int Send(Http2Stream stream, ReadOnlySpan<byte> bytes)
    {
        if (!stream.HasTurn && (_queue.Count > 0 || !HasRoom))
        {
            Enqueue(stream);
            return 0;
        }
        stream.HasTurn = false;
        var window = (int)Math.Clamp(Math.Min(stream.SendWindow, _window), 0, Turn);
        var taken = stream.Response.Write(bytes, window, out var sent);
        stream.SendWindow -= sent;
        _window -= sent;
        if (sent >= 64 || sent < window)
            UsefulFrames++;
        if (taken > 0)
            return taken;
        stream.Wait = stream.SendWindow <= 0 ? Http2Wait.StreamWindow : Http2Wait.ConnectionWindow;
        if (stream.Wait == Http2Wait.ConnectionWindow)
            _blocked.Add(stream);
        return 0;
    }

    /// <summary>Gives the streams that wait their turns while there is room. True when one had one.</summary>
    public bool GiveTurns()
    {
        var progress = false;
        while (HasRoom && _queue.TryDequeue(out var stream))
        {
            if (stream.Wait != Http2Wait.Turn)
                continue;
            stream.Wait = Http2Wait.None;
            stream.HasTurn = true;
            stream.Flush();
            stream.HasTurn = false;
            stream.Wake();
            progress = true;
        }
        return progress;
    }

    /// <summary>Opens the window of the connection. False when it grows beyond what is allowed (RFC 9113 §6.9.1).</summary>
    public bool Open(int increment)
    {
        _window += increment;
        foreach (var stream in _blocked)
        {
            if (stream.Wait == Http2Wait.ConnectionWindow)
                Enqueue(stream);
        }
        _blocked.Clear();
        return _window <= int.MaxValue;
    }

    /// <summary>Opens, or after new settings closes, the window of a stream.</summary>
    public bool Open(Http2Stream stream, int increment)
    {
        stream.SendWindow += increment;
        if (stream.SendWindow > 0 && stream.Wait == Http2Wait.StreamWindow)
            Enqueue(stream);
        return stream.SendWindow <= int.MaxValue;
    }

    /// <summary>Takes the client's settings in, but for the windows of open streams.</summary>
    public Http2ErrorCode Apply(ReadOnlySpan<byte> settings)
    {
        var error = Peer.Apply(settings);
        _encoder.SetTableSize(Peer.HeaderTableSize);
        return error;
    }

    /// <summary>Writes the head of a response, without the fields that belong to a connection (RFC 9113 §8.2.2).</summary>
    public void WriteHead(int streamId, HttpResponseHead head, ReadOnlySpan<byte> bytes, bool endStream)
    {
        _block.Clear();
        _encoder.Begin(_block);
        _encoder.WriteStatus(_block, head.StatusCode);
        foreach (ref readonly var header in head.Headers)
        {
            if (header.Kind is not (HttpHeaderKind.Connection or HttpHeaderKind.KeepAlive or HttpHeaderKind.ProxyConnection
                or HttpHeaderKind.TransferEncoding or HttpHeaderKind.Upgrade or HttpHeaderKind.Http2Settings or HttpHeaderKind.TE))
            {
                WriteField(header.Name(bytes), header.Value(bytes));
            }
        }
        Http2FrameWriter.WriteHeaders(Output, streamId, _block.Span, endStream, Peer.MaxFrameSize);
    }

    /// <summary>Ends a stream with trailers, which are lines known to be well formed.</summary>
    public void WriteTrailers(int streamId, ReadOnlySpan<byte> lines)
    {
        _block.Clear();
        _encoder.Begin(_block);
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf("\r\n"u8);
            var colon = lines.IndexOf((byte)':');
            WriteField(lines[..colon], lines[(colon + 1)..end].Trim(" \t"u8));
            lines = lines[(end + 2)..];
        }
        Http2FrameWriter.WriteHeaders(Output, streamId, _block.Span, endStream: true, Peer.MaxFrameSize);
    }

    /// <summary>Leaves room for the head of a DATA frame whose payload is written next; <see cref="EndData"/> fills it in.</summary>
    public int BeginData()
    {
        var start = Output.Length;
        Output.GetSpan(Http2Frame.HeadLength);
        Output.Advance(Http2Frame.HeadLength);
        return start;
    }

    /// <summary>Completes the frame, or takes it back when it says nothing.</summary>
    public void EndData(int start, int streamId, int length, bool endStream)
    {
        if (length == 0 && !endStream)
        {
            Output.TakeBack(Http2Frame.HeadLength);
            return;
        }
        var flags = endStream ? Http2Flags.EndStream : Http2Flags.None;
        new Http2Frame(length, Http2FrameType.Data, flags, streamId).WriteTo(Output.Written(start, Http2Frame.HeadLength));
    }

    /// <summary>Gives memory back that a pause leaves unused.</summary>
    public void Trim()
    {
        _block.Release();
        _name.Release();
    }

    public void Release()
    {
        Trim();
        _encoder.Release();
        _queue.Clear();
        _blocked.Clear();
    }

    private void Enqueue(Http2Stream stream)
    {
        stream.Wait = Http2Wait.Turn;
        _queue.Enqueue(stream);
    }

    private void WriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var lower = _name.GetSpan(name.Length)[..name.Length];
        System.Text.Ascii.ToLower(name, lower, out _);
        _encoder.Write(_block, lower, value);
    }
}
