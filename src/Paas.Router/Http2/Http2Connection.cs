using Paas.Errors;
using Paas.Forwarding;
using Paas.Routing;

namespace Paas.Http2;

/// <summary>
/// A client's HTTP/2 connection (RFC 9113), driven by the one flow of its client connection:
/// <code>
/// client ──► frames ──► streams, each with an exchange ──► dynos     read what has come, advance what is ready,
/// client ◄── frames ◄── in turns ◄── streams ◄──────────── dynos     send in turns, until nothing moves
/// </code>
/// </summary>
internal sealed class Http2Connection
{
    private enum Phase { Open, Announced, Draining, Closing }

    private const int MaxRounds = 64;
    private const int MaxInput = 64 * 1024;
    private const long AnnounceTime = 1000;
    private const long IdleTime = 5000;
    private const long LingerTime = 5000;
    private readonly RouterContext _context;
    private readonly DuplexConnection _connection;
    private readonly Http2Streams _streams;
    private readonly Http2FrameReader _reader;
    private Phase _phase;
    private long _streamDeadline = long.MaxValue;
    private long _phaseDeadline = long.MaxValue;
    private long _idleSince;
    private int _consumed;
    private bool _isTrimmed = true;
    private bool _outputEnded;

    public Http2Connection(RouterContext context, DuplexConnection connection, FlowSignal signal, ClientFacts facts, AppConnection app)
    {
        _context = context;
        _connection = connection;
        Signal = signal;
        Sender = new Http2Sender(connection);
        _streams = new Http2Streams(context, this, facts, app);
        _idleSince = context.Clock.Now;
        _reader = new Http2FrameReader(context, connection, this, _streams, Sender, _idleSince);
        var options = context.Options.Http2;
        Http2FrameWriter.WriteSettings(Sender.Output,
        [
            (Http2Setting.MaxConcurrentStreams, options.MaxConcurrentStreams),
            (Http2Setting.InitialWindowSize, options.StreamWindowSize),
            (Http2Setting.MaxHeaderListSize, options.MaxHeaderListSize),
            (Http2Setting.NoRfc7540Priorities, 1),
        ]);
        if (options.ConnectionWindowSize > Http2PeerSettings.DefaultWindowSize)
            Http2FrameWriter.WriteWindowUpdate(Sender.Output, 0, options.ConnectionWindowSize - Http2PeerSettings.DefaultWindowSize);
    }

    public FlowSignal Signal { get; }

    public Http2Sender Sender { get; }

    /// <summary>Requests in flight.</summary>
    public int Active => _streams.Count;

    /// <summary>When to look again, whatever happens.</summary>
    public long Deadline { get; private set; }

    /// <summary>New streams are ignored, their client knows from the last GOAWAY.</summary>
    public bool IsDraining => _phase is Phase.Draining or Phase.Closing;

    /// <summary>Does all that can be done now. False when the connection is to be closed.</summary>
    public bool Advance(long now)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (_phase == Phase.Closing)
                return Close(now);
            CheckTime(now);
            var progress = _reader.Read(now);
            progress |= AdvanceReady(now);
            progress |= Sender.GiveTurns();
            if (_reader.Error is { } error)
            {
                Fail(error, now);
                continue;
            }
            CheckEnd(now);
            progress |= _connection.Flush();
            if (!Sender.IsBacklogged)
                progress |= _connection.Receive(MaxInput);
            if (_connection.OutputBroken || (_connection.InputEnded && !progress))
                return false;
            if (progress || _phase == Phase.Closing)
                continue;
            Deadline = FindDeadline();
            return true;
        }
        Signal.Post();
        return true;
    }

    /// <summary>Ends all requests in flight when the connection ends, and gives all memory back.</summary>
    public void Abandon(RouterError error)
    {
        _streams.AbortAll(error);
        _reader.Release();
        Sender.Release();
    }

    /// <summary>Puts a stream among the ready ones; any thread may.</summary>
    public void Push(Http2Stream stream) => _streams.Push(stream);

    /// <summary>The client has answered the ping that went with the announcement: it knows, and opened what it would.</summary>
    public void OnAnnounced()
    {
        if (_phase != Phase.Announced)
            return;
        Http2FrameWriter.WriteGoAway(Sender.Output, _streams.LastId, Http2ErrorCode.NoError);
        _phase = Phase.Draining;
        _phaseDeadline = long.MaxValue;
    }

    /// <summary>A stream's bytes have gone on towards the dyno, so that the client may send as many more.</summary>
    public void OnConsumed(Http2Stream stream, int count)
    {
        OnConsumed(count);
        stream.Consumed += count;
        if (stream.Consumed < _context.Options.Http2.StreamWindowSize / 2 || stream.Body.HasEnded)
            return;
        Http2FrameWriter.WriteWindowUpdate(Sender.Output, stream.Id, stream.Consumed);
        stream.ReceiveWindow += stream.Consumed;
        stream.Consumed = 0;
    }

    /// <summary>Bytes of DATA are gone, wherever to.</summary>
    public void OnConsumed(int count)
    {
        _consumed += count;
        if (_consumed < _context.Options.Http2.ConnectionWindowSize / 2)
            return;
        Http2FrameWriter.WriteWindowUpdate(Sender.Output, 0, _consumed);
        _reader.ReceiveWindow += _consumed;
        _consumed = 0;
    }

    /// <summary>A stream was opened or has moved: it is looked after from now on.</summary>
    public void Watch(Http2Stream stream)
    {
        _isTrimmed = false;
        _streamDeadline = Math.Min(_streamDeadline, stream.Deadline);
    }

    /// <summary>Forgets a stream that has ended.</summary>
    public void Remove(Http2Stream stream, bool byUs, bool reusable, long now)
    {
        OnConsumed(stream.Body.Buffered);
        _streams.Remove(stream, byUs, reusable);
        if (_streams.Count == 0)
            _idleSince = now;
    }

    private bool AdvanceReady(long now)
    {
        var stream = _streams.TakeReady();
        var progress = stream is not null;
        while (stream is not null)
        {
            var next = stream.NextReady;
            stream.NextReady = null;
            stream.TakeReady();
            if (!stream.Advance(now))
            {
                Watch(stream);
            }
            else
            {
                var reusable = stream.End();
                Remove(stream, byUs: !stream.Body.HasEnded || !reusable, reusable, now);
                if (reusable)
                    _reader.OnStreamDone();
            }
            stream = next;
        }
        return progress;
    }

    private void CheckTime(long now)
    {
        if (_context.IsForced)
            _streams.WakeAll();
        else if (now >= _streamDeadline)
            _streamDeadline = _streams.WakeExpired(now);
        if (_context.IsStopping && _phase == Phase.Open)
        {
            // RFC 9113 §6.8: first that the end is near, and a round trip later where it is.
            Http2FrameWriter.WriteGoAway(Sender.Output, int.MaxValue, Http2ErrorCode.NoError);
            Http2FrameWriter.WritePing(Sender.Output, Http2FrameReader.AnnouncePing, ack: false);
            _phase = Phase.Announced;
            _phaseDeadline = now + AnnounceTime;
        }
        if (now >= _phaseDeadline)
            OnAnnounced();
    }

    private void CheckEnd(long now)
    {
        if (_streams.Count > 0)
            return;
        if (_phase == Phase.Draining)
        {
            Close(Http2ErrorCode.NoError, announce: false, now);
        }
        else if (_context.IsForced || now >= RouterClock.After(_idleSince, _context.Options.RequestHeadTimeout))
        {
            Close(Http2ErrorCode.NoError, announce: true, now);
        }
        else if (!_isTrimmed && now >= _idleSince + IdleTime)
        {
            _isTrimmed = true;
            _streams.Trim();
            _reader.Trim();
            Sender.Trim();
        }
    }

    private void Fail(Http2ErrorCode error, long now)
    {
        _streams.AbortAll(RouterErrors.StreamBroken);
        Close(error, announce: true, now);
    }

    private void Close(Http2ErrorCode code, bool announce, long now)
    {
        if (announce)
            Http2FrameWriter.WriteGoAway(Sender.Output, _streams.LastId, code);
        _phase = Phase.Closing;
        _phaseDeadline = now + LingerTime;
    }

    // Closing while the client still sends would reset the connection and take our last frames away from it.
    private bool Close(long now)
    {
        Deadline = _phaseDeadline;
        _connection.Flush();
        if (_connection.OutputBroken || now >= _phaseDeadline || _context.IsForced)
            return false;
        if (_connection.Unsent > 0)
            return true;
        if (!_outputEnded)
            _connection.EndOutput();
        _outputEnded = true;
        for (var round = 0; round < MaxRounds; round++)
        {
            _connection.Consume(_connection.Input.Length);
            if (!_connection.Receive(int.MaxValue))
                return !_connection.InputEnded;
        }
        Signal.Post();
        return true;
    }

    private long FindDeadline()
    {
        var deadline = Math.Min(Math.Min(_streamDeadline, _phaseDeadline), _reader.Deadline);
        if (_streams.Count > 0)
            return deadline;
        deadline = Math.Min(deadline, RouterClock.After(_idleSince, _context.Options.RequestHeadTimeout));
        return _isTrimmed ? deadline : Math.Min(deadline, _idleSince + IdleTime);
    }
}
