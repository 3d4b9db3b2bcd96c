using Paas.Errors;
using Paas.Forwarding;
using Paas.Routing;

namespace Paas.Http2;

/// <summary>
/// One request of an HTTP/2 connection, played to an exchange as a client connection of its own: its input is the body out
/// of DATA frames, its output becomes HEADERS and DATA frames. An instance serves one stream after the other.
/// </summary>
/// <remarks>
/// It is woken like a flow, but has none: it joins the ready ones of its connection, whose flow then advances it.
/// </remarks>
internal sealed class Http2Stream : DuplexConnection, IFlow
{
    private enum Phase { Idle, Exchanging, Finishing }

    private const int MinResponseBuffer = 64 * 1024;
    private readonly RouterContext _context;
    private readonly Http2Connection _connection;
    private readonly HttpRequestParser _parser;
    private readonly HttpExchange _exchange;
    private Phase _phase;
    private ExchangeEnd _end;
    private int _ready;

    public Http2Stream(RouterContext context, Http2Connection connection, ClientFacts facts, AppConnection app)
    {
        _context = context;
        _connection = connection;
        _parser = new HttpRequestParser(context.Options.Limits);
        _exchange = new HttpExchange(context, this, this, facts, app);
        Response = new Http2ResponseWriter(connection.Sender);
    }

    public int Id { get; private set; }

    public Http2RequestBody Body { get; } = new();

    public Http2ResponseWriter Response { get; }

    /// <summary>Bytes that the client lets us send.</summary>
    public long SendWindow { get; set; }

    /// <summary>Bytes that the client may send.</summary>
    public int ReceiveWindow { get; set; }

    /// <summary>Bytes of body that went on to the dyno and were not yet given back to the client's window.</summary>
    public int Consumed { get; set; }

    public Http2Wait Wait { get; set; }

    public bool HasTurn { get; set; }

    public long Deadline { get; private set; }

    /// <summary>The next of the ready ones.</summary>
    public Http2Stream? NextReady { get; set; }

    protected override bool CanReceive => Body.HasInput;

    protected override bool CanSend => Wait == Http2Wait.None;

    /// <summary>Takes a request up. False when it contradicts itself; then it is over.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="head">Its head as HTTP/1.1; empty when it was too large to be kept.</param>
    /// <param name="ended">No body follows.</param>
    /// <param name="now">The time.</param>
    public bool Begin(int id, ReadOnlySpan<byte> head, bool ended, long now)
    {
        Id = id;
        SendWindow = _connection.Sender.Peer.InitialWindowSize;
        ReceiveWindow = _context.Options.Http2.StreamWindowSize;
        Consumed = 0;
        Wait = Http2Wait.None;
        Deadline = now;
        _phase = Phase.Exchanging;
        _parser.Reset();
        // The parser must come to the same end as the writer of the head did, or somebody has smuggled something in.
        if (head.IsEmpty || _parser.Parse(head) != HttpParseStatus.Done || _parser.Head.Length != head.Length)
        {
            Response.Start(id, toHead: false);
            Body.Start(HttpBodyKind.Chunked, -1, ended: false);
            ErrorPages.Write(Output, RouterErrors.BadHeader, keepAlive: false, withBody: true);
            Finish(ExchangeEnd.Linger, now);
            return true;
        }
        Response.Start(id, _parser.Head.Method(head).SequenceEqual("HEAD"u8));
        // All streams together hold about as much as one connection of HTTP/1.1 does.
        _exchange.ResponseBufferSize = Math.Max(MinResponseBuffer, _context.Options.ResponseBufferSize / _connection.Active);
        var end = _exchange.Begin(_parser.Head, head, now);
        if (!Body.Start(_exchange.Facts.Body, _exchange.Facts.ContentLength, ended))
        {
            Abort(RouterErrors.StreamBroken);
            return false;
        }
        if (end != ExchangeEnd.None)
            Finish(end, now);
        return true;
    }

    /// <summary>Does all that can be done now. True when the stream is over.</summary>
    public bool Advance(long now)
    {
        if (_phase == Phase.Exchanging)
        {
            var end = _exchange.Advance(now);
            Deadline = _exchange.Deadline;
            if (end != ExchangeEnd.None)
                Finish(end, now);
        }
        if (_phase != Phase.Finishing)
            return false;
        // A page of our own may still wait for the client's window.
        Flush();
        return Unsent == 0 || _end is ExchangeEnd.Reset || now >= Deadline || _context.IsForced;
    }

    /// <summary>Writes the last frame of a stream that is over. True when nothing is left that the next request could meet.</summary>
    public bool End()
    {
        _phase = Phase.Idle;
        var isSent = Unsent == 0 && !Response.IsBroken && _end != ExchangeEnd.Reset;
        if (isSent && Response.EndsByClose)
            Response.End();
        if (!isSent || !Response.IsDone)
            Http2FrameWriter.WriteRstStream(_connection.Sender.Output, Id, _end == ExchangeEnd.Reset ? Http2ErrorCode.Cancel : Http2ErrorCode.InternalError);
        else if (!Body.IsComplete)
            // RFC 9113 §8.1: an answer before the end of the request, of which no more is wanted.
            Http2FrameWriter.WriteRstStream(_connection.Sender.Output, Id, Http2ErrorCode.NoError);
        return isSent && Response.IsDone && Body.IsComplete && Body.Buffered == 0 && !Body.HasInput && Input.IsEmpty;
    }

    /// <summary>Ends the request for a reason outside of it; the dyno's connection is closed.</summary>
    public void Abort(RouterError error)
    {
        _phase = Phase.Idle;
        Wait = Http2Wait.None;
        _exchange.Abandon(error);
    }

    /// <summary>Gives all memory back; the stream is not used again.</summary>
    public void Release()
    {
        Body.Release();
        Response.Release();
        Dispose();
    }

    /// <summary>Wakes the stream from the connection's own flow.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _ready, 1) == 0)
            _connection.Push(this);
    }

    /// <summary>Notes that the stream was taken off the ready ones; what happens from here on wakes it anew.</summary>
    public void TakeReady() => Interlocked.Exchange(ref _ready, 0); // a mere write could become visible after the looks that follow

    void IConnectionOwner.OnReady(DuplexConnection connection)
    {
        Wake();
        _connection.Signal.Set();
    }

    EventLoop? IFlow.Loop => _connection.Signal.Loop;

    void IFlow.Post()
    {
        Wake();
        _connection.Signal.Post();
    }

    /// <inheritdoc/>
    public override void EndOutput()
    {
        // The last frame says so.
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        // The connection resets the stream.
    }

    /// <inheritdoc/>
    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        result = Body.Read(memory.Span, out var data);
        if (data > 0)
            _connection.OnConsumed(this, data);
        if (result == 0)
            result = NotReady;
        return true;
    }

    /// <inheritdoc/>
    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        result = _connection.Sender.Send(this, memory.Span);
        if (result == 0)
            result = NotReady;
        return true;
    }

    /// <inheritdoc/>
    protected override void Shutdown()
    {
    }

    /// <inheritdoc/>
    protected override void Close()
    {
    }

    private void Finish(ExchangeEnd end, long now)
    {
        _end = end;
        _phase = Phase.Finishing;
        Deadline = RouterClock.After(now, _context.Options.IdleTimeout);
    }
}
