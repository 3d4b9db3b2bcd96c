namespace Paas.Http2;

/// <summary>Turns what an exchange writes, HTTP/1.1 responses, into HEADERS and DATA frames of one stream.</summary>
internal sealed class Http2ResponseWriter
{
    private enum Part { Head, Length, Chunked, UntilClose, Done }

    // What comes here was judged already, and has fields of the router on top.
    private static readonly HttpLimits NoLimits = new()
    {
        MaxStatusLine = int.MaxValue,
        MaxResponseHeaderLine = int.MaxValue,
        MaxSetCookieLine = int.MaxValue,
        MaxHeaders = int.MaxValue,
        MaxResponseHead = int.MaxValue,
        MaxHeaderName = int.MaxValue,
        MaxChunkLine = int.MaxValue,
        MaxTrailers = int.MaxValue,
        MaxRequestHeaderLine = int.MaxValue,
        AllowContentLengthWithChunked = true,
    };

    private readonly Http2Sender _sender;
    private readonly HttpResponseParser _parser = new(NoLimits);
    // A head, or a line between chunks, of which only the start is here.
    private readonly ByteBuffer _partial = new();
    private readonly ByteBuffer _trailers = new();
    private ChunkedDecoder _chunks;
    private Part _part;
    private int _streamId;
    private bool _toHead;
    private long _remaining;

    public Http2ResponseWriter(Http2Sender sender) => _sender = sender;

    /// <summary>The last frame has been written.</summary>
    public bool IsDone => _part == Part.Done;

    /// <summary>The response ends when the exchange does.</summary>
    public bool EndsByClose => _part == Part.UntilClose;

    /// <summary>What came is no response; only a mistake of the router can cause that.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Begins the response to a request.</summary>
    public void Start(int streamId, bool toHead)
    {
        _streamId = streamId;
        _toHead = toHead;
        _part = Part.Head;
        IsBroken = false;
        _parser.Reset();
        _partial.Release();
        _trailers.Release();
    }

    /// <summary>Writes frames for what it is given and returns how many bytes of that it has taken.</summary>
    /// <param name="input">The bytes behind those taken so far.</param>
    /// <param name="room">Most bytes of body that may be sent now.</param>
    /// <param name="sent">Bytes of body sent.</param>
    public int Write(ReadOnlySpan<byte> input, int room, out int sent)
    {
        sent = 0;
        var taken = 0;
        while (_part == Part.Head && taken < input.Length && !IsBroken)
            taken += WriteHead(input[taken..]);
        if (IsBroken || taken == input.Length)
            return input.Length;
        return taken + _part switch
        {
            Part.Chunked => WriteChunks(input[taken..], room, out sent),
            Part.Done => input.Length - taken,
            _ => WriteBytes(input[taken..], room, out sent),
        };
    }

    /// <summary>Ends a response that ends by close.</summary>
    public void End()
    {
        Http2FrameWriter.WriteData(_sender.Output, _streamId, [], endStream: true);
        _part = Part.Done;
    }

    public void Release()
    {
        _partial.Release();
        _trailers.Release();
    }

    private int WriteHead(ReadOnlySpan<byte> input)
    {
        var before = _partial.Length;
        var bytes = input;
        if (before > 0)
        {
            _partial.Write(input);
            bytes = _partial.Span;
        }
        switch (_parser.Parse(bytes))
        {
            case HttpParseStatus.NeedMore:
                if (before == 0)
                    _partial.Write(input);
                return input.Length;
            case HttpParseStatus.Rejected:
                IsBroken = true;
                return input.Length;
        }
        var head = _parser.Head;
        IsBroken = HttpResponseReader.Read(head, bytes, _toHead, NoLimits, out var facts) != HttpError.None;
        var isFinal = head.StatusCode >= 200;
        var ends = isFinal && facts.Body == HttpBodyKind.None;
        _sender.WriteHead(_streamId, head, bytes, ends);
        if (isFinal)
            StartBody(facts);
        var taken = head.Length - before;
        _partial.Release();
        _parser.Reset();
        return taken;
    }

    private void StartBody(in HttpResponseFacts facts)
    {
        _remaining = facts.ContentLength;
        switch (facts.Body)
        {
            case HttpBodyKind.None:
                _part = Part.Done;
                break;
            case HttpBodyKind.Length:
                _part = Part.Length;
                break;
            case HttpBodyKind.Chunked:
                _part = Part.Chunked;
                _chunks = new ChunkedDecoder(NoLimits);
                break;
            default:
                _part = Part.UntilClose;
                break;
        }
    }

    private int WriteBytes(ReadOnlySpan<byte> input, int room, out int sent)
    {
        sent = Math.Min(input.Length, room);
        if (_part == Part.Length)
            sent = (int)Math.Min(sent, _remaining);
        if (sent == 0)
            return 0;
        var ends = _part == Part.Length && (_remaining -= sent) == 0;
        Http2FrameWriter.WriteData(_sender.Output, _streamId, input[..sent], ends);
        if (ends)
            _part = Part.Done;
        return sent;
    }

    // Data of neighbouring chunks goes into one frame, and the end of the body into its flag.
    private int WriteChunks(ReadOnlySpan<byte> input, int room, out int sent)
    {
        sent = 0;
        var taken = 0;
        var data = _sender.BeginData();
        while (taken < input.Length)
        {
            var rest = input[taken..];
            int consumed;
            ChunkedStep step;
            if (_partial.Length > 0)
            {
                // A line of which the start came before; it ends with its last byte, so a byte more at a time will do.
                _partial.Write(rest[..1]);
                taken++;
                step = _chunks.Next(_partial.Span, int.MaxValue, out _);
                if (step == ChunkedStep.NeedMore)
                    continue;
                if (step == ChunkedStep.Trailer)
                    AddTrailer(_partial.Span);
                _partial.Clear();
                consumed = 0;
            }
            else
            {
                // Next asks for room only inside a chunk; without any, it is stopped there.
                step = _chunks.Next(rest, room - sent, out consumed);
                if (step == ChunkedStep.Trailer)
                    AddTrailer(rest);
                if (step == ChunkedStep.Data && consumed == 0)
                    break;
            }
            taken += consumed;
            if (step == ChunkedStep.Data)
            {
                _sender.Output.Write(rest[..consumed]);
                sent += consumed;
            }
            else if (step == ChunkedStep.NeedMore)
            {
                _partial.Write(rest);
                taken = input.Length;
            }
            else if (step == ChunkedStep.Bad)
            {
                IsBroken = true;
                taken = input.Length;
            }
            else if (step == ChunkedStep.End)
            {
                _part = Part.Done;
                taken = input.Length;
            }
        }
        var ends = IsDone && _trailers.Length == 0;
        _sender.EndData(data, _streamId, sent, ends);
        if (IsDone && !ends)
            _sender.WriteTrailers(_streamId, _trailers.Span);
        return taken;
    }

    private void AddTrailer(ReadOnlySpan<byte> line)
    {
        var trailer = _chunks.Trailer;
        _trailers.Write(line[trailer.LineStart..trailer.LineEnd]);
    }
}
