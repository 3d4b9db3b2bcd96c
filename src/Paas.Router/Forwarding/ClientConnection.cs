using Paas.Errors;
using Paas.Http2;
using Paas.Routing;

namespace Paas.Forwarding;

/// <summary>
/// A client's connection and its one flow: wake up, do all that can be done, wait. Whatever happens to the client, the
/// dyno, the clock or the table sets the same signal.
/// </summary>
internal sealed class ClientConnection : IClientFlow, IDisposable
{
    private enum Phase { Reading, Exchanging, Http2, Closing }

    // A client that always has more for us lets others run now and then.
    private const int MaxRounds = 64;
    private const long CrowdedTime = 5000;
    private const long NotWaiting = long.MaxValue;
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(5);
    private readonly RouterContext _context;
    private readonly DuplexConnection _connection;
    private readonly FlowSignal _signal;
    private readonly HttpRequestParser _parser;
    private readonly HttpExchange _exchange;
    private readonly ClientFacts _facts;
    private readonly AppConnection _appConnection = new();
    private Http2Connection? _http2;
    private Phase _phase;
    private ExchangeEnd _closing;
    private bool _outputEnded;
    private volatile bool _isAborted;
    private long _deadline;
    private long _headDeadline;
    private long _waitingSince;
    private bool _headBegun;
    private volatile bool _makesRoom;

    public ClientConnection(RouterContext context, EventLoop? loop, DuplexConnection connection, ClientFacts facts)
    {
        _signal = new FlowSignal(loop);
        _context = context;
        _connection = connection;
        _connection.SetOwner(_signal);
        _parser = new HttpRequestParser(context.Options.Limits);
        _facts = facts;
        _exchange = new HttpExchange(context, _connection, _signal, facts, _appConnection);
        _waitingSince = context.Clock.Now;
        _deadline = _headDeadline = RouterClock.After(_waitingSince, context.Options.RequestHeadTimeout);
    }

    public async Task RunAsync()
    {
        try
        {
            while (Advance())
                await _signal.WaitAsync();
        }
        catch (Exception exception)
        {
            // A bug must not take the process down, only this connection.
            Log.ConnectionFailed(_context.Logger, exception);
        }
        finally
        {
            _exchange.Abandon(RouterErrors.Platform);
            _http2?.Abandon(_connection.InputEnded || _connection.OutputBroken ? RouterErrors.ClientInterrupted : RouterErrors.Platform);
            _appConnection.Disconnect();
            Dispose();
            _context.Clients.Remove(this);
        }
    }

    /// <summary>Called by the heartbeat.</summary>
    /// <param name="now">Milliseconds.</param>
    /// <param name="isCrowded">Connections are running out: who has not brought a request for a while goes.</param>
    public void Tick(long now, bool isCrowded)
    {
        if (isCrowded && now - Volatile.Read(ref _waitingSince) >= CrowdedTime)
            _makesRoom = true;
        if (_makesRoom || now >= Volatile.Read(ref _deadline))
            _signal.Post();
    }

    /// <summary>All that has arrived is dealt with.</summary>
    public bool IsWaiting => _signal.IsWaiting;

    public void Wake() => _signal.Post();

    /// <summary>Breaks the connection off, as if the client had.</summary>
    public void Abort()
    {
        _isAborted = true;
        _signal.Post();
    }

    public void Dispose() => _connection.Dispose();

    // The preface of HTTP/2 is made to be refused by a parser of HTTP/1.1, so the others do not pay for it (RFC 9113 §3.4).
    private bool SpeaksHttp2 => _parser.Error == HttpError.UnsupportedVersion && _context.Options.Http2.IsEnabled
        && _connection.ReceivedTotal == _connection.Input.Length && _connection.Input.StartsWith("PRI * HTTP/2.0\r\n"u8);

    // False when the connection is to be closed.
    private bool Advance()
    {
        if (_isAborted)
        {
            _exchange.Abandon(RouterErrors.ClientInterrupted);
            _http2?.Abandon(RouterErrors.ClientInterrupted);
            _connection.Reset();
            return false;
        }
        var now = _context.Clock.Now;
        for (var round = 0; round < MaxRounds; round++)
        {
            switch (_phase)
            {
                case Phase.Reading:
                    if (!ReadHead(now, out var waits))
                        return false;
                    if (waits)
                        return true;
                    break;
                case Phase.Exchanging:
                    var end = _exchange.Advance(now);
                    Volatile.Write(ref _deadline, _exchange.Deadline);
                    if (end == ExchangeEnd.None)
                        return true;
                    FinishExchange(end, now);
                    break;
                case Phase.Http2:
                    var isOpen = _http2!.Advance(now);
                    Volatile.Write(ref _deadline, _http2.Deadline);
                    return isOpen;
                default:
                    return Close(now);
            }
        }
        _signal.Post();
        return true;
    }

    private bool ReadHead(long now, out bool waits)
    {
        waits = false;
        // Answers of our own that nobody reads must not pile up.
        if (_connection.Unsent >= _context.Options.RequestBufferSize)
        {
            _connection.Flush();
            waits = _connection.Unsent >= _context.Options.RequestBufferSize;
            return !_connection.OutputBroken && now < _headDeadline && !_context.IsForced;
        }
        switch (_parser.Parse(_connection.Input))
        {
            case HttpParseStatus.Done:
                Volatile.Write(ref _waitingSince, NotWaiting);
                var end = _exchange.Begin(_parser.Head, _connection.Input, now);
                _connection.Consume(_parser.Head.Length);
                if (end == ExchangeEnd.None)
                    _phase = Phase.Exchanging;
                else
                    FinishExchange(end, now);
                return true;
            case HttpParseStatus.Rejected when SpeaksHttp2:
                Volatile.Write(ref _waitingSince, NotWaiting);
                _http2 = new Http2Connection(_context, _connection, _signal, _facts.WithHttp2(), _appConnection);
                _phase = Phase.Http2;
                return true;
            case HttpParseStatus.Rejected:
                _context.Instruments.CountUnrouted();
                ErrorPages.Write(_connection.Output, RouterErrors.OfRequest(_parser.Error), keepAlive: false, withBody: true);
                FinishExchange(ExchangeEnd.Linger, now);
                return true;
        }
        if (!_headBegun && _parser.HasStarted)
        {
            // A head has its time from its first byte, however late that came, and no more of it for any further one.
            _headBegun = true;
            _headDeadline = RouterClock.After(now, _context.Options.RequestHeadTimeout);
            Volatile.Write(ref _deadline, _headDeadline);
        }
        _connection.Flush();
        if (_connection.InputEnded || _connection.OutputBroken || now >= _headDeadline || _makesRoom
            || _context.IsForced || (_context.IsStopping && !_parser.HasStarted))
        {
            return false;
        }
        waits = !_connection.Receive(int.MaxValue);
        return true;
    }

    private void FinishExchange(ExchangeEnd end, long now)
    {
        _parser.Reset();
        _headBegun = _makesRoom = false;
        if (end == ExchangeEnd.KeepAlive)
        {
            _phase = Phase.Reading;
            Volatile.Write(ref _waitingSince, now);
            _headDeadline = RouterClock.After(now, _context.Options.RequestHeadTimeout);
            Volatile.Write(ref _deadline, _headDeadline);
            return;
        }
        _phase = Phase.Closing;
        _closing = end;
        Volatile.Write(ref _deadline, RouterClock.After(now, LingerTime));
    }

    private bool Close(long now)
    {
        if (_closing == ExchangeEnd.Reset)
        {
            _connection.Reset();
            return false;
        }
        _connection.Flush();
        if (_connection.OutputBroken || now >= _deadline || _context.IsForced)
            return false;
        if (_connection.Unsent > 0)
            return true;
        if (_closing == ExchangeEnd.Close)
        {
            // TLS has a last word, which may have to wait for the client as well.
            _connection.Finish();
            _connection.Flush();
            return _connection.Unsent > 0;
        }

        // Closing while the client still sends would reset the connection and take the answer away from it.
        if (!_outputEnded)
            _connection.EndOutput();
        _outputEnded = true;
        for (var round = 0; round < MaxRounds; round++)
        {
            _connection.Consume(_connection.Input.Length);
            if (!_connection.Receive(int.MaxValue))
                return !_connection.InputEnded;
        }
        _signal.Post();
        return true;
    }
}
