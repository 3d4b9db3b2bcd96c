using Paas.Balancing;
using Paas.Errors;
using Paas.RequestLines;
using Paas.Routing;
using Paas.Telemetry;
using Paas.Tls;
using Paas.Upstreams;

namespace Paas.Forwarding;

/// <summary>
/// One request from its head to its line in the log. One instance serves a connection for life. Everything that becomes
/// of requests comes together in <see cref="End"/>: outcome, phase, dyno, times, bytes.
/// </summary>
internal sealed class HttpExchange
{
    private readonly RouterContext _context;
    private readonly AppConnection _connection;
    private readonly DuplexConnection _client;
    private readonly IFlow _signal;
    private readonly ClientFacts _clientFacts;
    private readonly HostCache _hosts;
    private readonly DynoCheckout _checkout;
    private readonly Relay _relay;
    private readonly ExchangeTelemetry _telemetry;
    private readonly RequestLine _line = new();
    private readonly ByteBuffer _head = new();
    private HttpRequestFacts _facts;
    private AppState? _app;
    private RoutedDyno? _dyno;
    private RoutePhase _phase;
    private bool _draining;
    private long _connectedAt;
    private long _drainDeadline;
    private long _drainSent;
    private TimeSpan _idleTimeout;
    private DynoWish _wish;
    private bool _isSticky;

    public HttpExchange(RouterContext context, DuplexConnection client, IFlow signal, ClientFacts clientFacts, AppConnection connection)
    {
        _context = context;
        _connection = connection;
        _client = client;
        _signal = signal;
        _clientFacts = clientFacts;
        _hosts = new HostCache(context.Routes);
        _checkout = new DynoCheckout(context, _hosts, signal, this);
        _relay = new Relay(context, client, signal, clientFacts);
        _telemetry = new ExchangeTelemetry(context, clientFacts);
    }

    /// <summary>Host of the request, lower case and without port.</summary>
    public string Host => _hosts.Host;

    /// <summary>Milliseconds that the last request spent in its app's queue; -1 when the app has none.</summary>
    public long QueueTime => _checkout.QueueTime;

    public long Deadline { get; private set; }

    /// <summary>What the request means.</summary>
    public ref readonly HttpRequestFacts Facts => ref _facts;

    /// <summary>Bytes of a response held for a slow client.</summary>
    public int ResponseBufferSize
    {
        set => _relay.ResponseBufferSize = value;
    }

    public void Wake() => _signal.Post();

    /// <summary>Takes a request up. The bytes of its head may be consumed afterwards.</summary>
    public ExchangeEnd Begin(HttpRequestHead head, ReadOnlySpan<byte> bytes, long now)
    {
        // 1. What the request says, and whether it may say so.
        var error = HttpRequestReader.Read(head, bytes, _context.Options.Limits, out _facts);
        _relay.Begin(_facts, head.IsHttp11);
        _telemetry.Begin(head, bytes, _facts);
        _phase = RoutePhase.Reading;
        _app = null;
        _dyno = null;
        _draining = false;
        _connectedAt = -1;
        var host = _facts.Host(bytes);
        var route = host.IsEmpty ? null : _hosts.Find(host);
        if (route is null)
        {
            var refusal = error == HttpError.None ? RouterErrors.NoSuchApp : RouterErrors.OfRequest(error);
            _telemetry.EndUnrouted(refusal);
            return Refuse(refusal, mayStay: error == HttpError.None);
        }

        // 2. The app, its log line, the head for the dyno.
        _app = _context.Routes.App(route, _hosts.Host);
        _app.Enter();
        var settings = route.Settings;
        _relay.Settle(settings);
        _idleTimeout = settings.IdleTimeout ?? _context.Options.IdleTimeout;
        _isSticky = settings.SessionAffinity;
        _wish = DynoWish.Of(route, head, bytes, _context.Options.SessionAffinity, ref _checkout.Random);
        _checkout.Start(_app, settings, _wish, IsRepeatable, now);
        Span<byte> buffer = stackalloc byte[RequestId.MaxLength];
        var id = buffer[..RequestId.Choose(head, bytes, ref _checkout.Random, buffer)];
        if (_context.Sink is not null)
            _line.Begin(head, bytes, _facts, id, _clientFacts);
        if (error != HttpError.None)
            return Fail(RouterErrors.OfRequest(error), now);
        if (!_connection.TryConnect(_app, _context.Options.MaxConnectionsPerApp))
            return Fail(RouterErrors.ConnectionLimit, now);
        if (_clientFacts.Tls?.Check(_hosts.Host) is { } mismatch)
        {
            if (mismatch == RouterErrors.Misdirected)
                _line.NoteAgent(head, bytes);
            return Fail(mismatch, now);
        }
        if (route.Settings.RedirectToHttps && !HttpsRedirect.IsSecure(head, bytes, _clientFacts, _context.Options))
            return Redirect(head, bytes, now);
        _head.Clear();
        RequestHeadWriter.Write(
            _head, head, bytes, _facts, _clientFacts, id, _context.Clock.UtcNow.ToUnixTimeMilliseconds(),
            _context.Options.TrustForwardedProto, settings, _telemetry.Trace);

        // 3. Heroku's router answers the expectation itself, once it knows the host.
        if (_facts.ExpectContinue && !settings.EndToEndContinue)
            _client.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
        _phase = RoutePhase.Finding;
        return ExchangeEnd.None;
    }

    /// <summary>Does all that can be done now.</summary>
    public ExchangeEnd Advance(long now)
    {
        if (_draining)
            return Drain(now);
        if (_context.IsForced)
            return Fail(RouterErrors.ForcedClose, now);
        while (true)
        {
            StepStatus status;
            if (_phase is RoutePhase.Finding or RoutePhase.Connecting)
            {
                status = FindDyno(now);
                if (status == StepStatus.Done)
                    continue;
            }
            else
            {
                status = _relay.Advance(now);
                Deadline = _relay.Deadline;
            }
            switch (status)
            {
                case StepStatus.Waiting:
                    return ExchangeEnd.None;
                case StepStatus.Retry:
                    if (!_checkout.TryRestart())
                        return Fail(RouterErrors.ClosedWithoutResponse, now);
                    _telemetry.Retries();
                    _phase = RoutePhase.Finding;
                    continue;
                case StepStatus.Failed:
                    return Fail(_phase == RoutePhase.Relaying ? _relay.Error! : _checkout.Error ?? RouterErrors.ClientInterrupted, now);
                default:
                    return Complete(now);
            }
        }
    }

    /// <summary>Lets go of everything when the connection ends for another reason than the exchange itself.</summary>
    /// <param name="error">Why, for a request in flight.</param>
    public void Abandon(RouterError error)
    {
        _checkout.Abandon();
        if (_app is not null)
            Fail(error, _context.Clock.Now);
    }

    private void ReleaseBuffers()
    {
        _line.Release();
        _head.Release();
    }

    private bool IsRepeatable => _facts.IsIdempotent && _facts.Body == HttpBodyKind.None && !_facts.Upgrade;

    private StepStatus FindDyno(long now)
    {
        var status = _checkout.Advance(now);
        _dyno = _checkout.Dyno ?? _dyno;
        if (status == StepStatus.Done)
        {
            _connectedAt = now;
            _phase = RoutePhase.Relaying;
            _telemetry.Connected(_dyno!, _head);
            _relay.Newcomer = _isSticky && _dyno!.Affinity != _wish.Affinity ? _dyno : null;
            _relay.Attach(_checkout.Connection!, _head.Span, _checkout.QueueTime, _checkout.MayRepeat, now);
        }
        else if (status == StepStatus.Waiting)
        {
            _phase = _checkout.Dyno is null ? RoutePhase.Finding : RoutePhase.Connecting;
            _telemetry.Waits(_checkout.Dyno);
            Deadline = _checkout.Deadline;
            // Nothing is read off the client beyond the buffer; its end is noticed meanwhile.
            _client.Flush();
            while (_client.Receive(_context.Options.RequestBufferSize))
            {
            }
            if (_client.InputEnded || _client.OutputBroken)
                return StepStatus.Failed;
        }
        return status;
    }

    private ExchangeEnd Complete(long now)
    {
        // The dyno is free as soon as its response is in our buffer; the client may take its time.
        _checkout.CheckIn(_relay.IsReusable, _relay.KeepAliveSeconds, isAnswer: !_relay.IsUpgraded, now);
        _draining = true;
        _drainSent = -1;
        return Drain(now);
    }

    private ExchangeEnd Drain(long now)
    {
        _client.Flush();
        if (_client.OutputBroken)
            return End(RouterErrors.ClientInterrupted, now, RouterErrors.ClientInterrupted.Status, ExchangeEnd.Close);
        if (_client.Unsent == 0)
        {
            var end = _relay.ClientPersists ? ExchangeEnd.KeepAlive
                : _relay.RequestIsRead || _relay.IsUpgraded ? ExchangeEnd.Close
                : ExchangeEnd.Linger;
            return End(null, now, _relay.Status, end);
        }
        if (_client.SentTotal != _drainSent)
        {
            _drainSent = _client.SentTotal;
            _drainDeadline = RouterClock.After(now, _idleTimeout);
        }
        if (_context.IsForced)
            return End(RouterErrors.ForcedClose, now, 0, ExchangeEnd.Reset);
        var isTooSlow = _relay.IsClientTooSlow(now);
        Deadline = Math.Min(_drainDeadline, _relay.RateDeadline);
        return now < _drainDeadline && !isTooSlow ? ExchangeEnd.None : End(RouterErrors.ClientIdle, now, RouterErrors.ClientIdle.Status, ExchangeEnd.Reset);
    }

    private ExchangeEnd Fail(RouterError error, long now)
    {
        _checkout.Abandon();
        // Too late for a page, or nobody there to read it.
        if (_relay.Status != 0)
            return End(error, now, error == RouterErrors.ForcedClose ? 0 : error.Status, _relay.EndsByClose ? ExchangeEnd.Reset : ExchangeEnd.Close);
        if (error == RouterErrors.ForcedClose || error == RouterErrors.ClientInterrupted || error == RouterErrors.StreamBroken)
            return End(error, now, error == RouterErrors.ForcedClose ? 0 : error.Status, ExchangeEnd.Close);
        var mayStay = (error.Blame != RouteBlame.Client || error == RouterErrors.NoSuchApp) && error != RouterErrors.ConnectionLimit;
        return End(error, now, error.Status, Refuse(error, mayStay));
    }

    private ExchangeEnd Redirect(HttpRequestHead head, ReadOnlySpan<byte> bytes, long now)
    {
        _checkout.Abandon();
        var keepAlive = _facts.KeepAlive && _relay.RequestIsRead && !_context.IsStopping;
        var status = HttpsRedirect.Write(_client.Output, head, bytes, _facts, _hosts.Host, _context.HttpsPort, keepAlive);
        _client.Flush();
        return End(null, now, status, keepAlive ? ExchangeEnd.KeepAlive : ExchangeEnd.Linger);
    }

    private ExchangeEnd Refuse(RouterError error, bool mayStay)
    {
        var keepAlive = mayStay && _facts.KeepAlive && _relay.RequestIsRead && !_context.IsStopping;
        var custom = _app is { } app && _hosts.Route is { } route ? app.Pages.Find(route, error.Page, _context.Logger) : null;
        ErrorPages.Write(_client.Output, error, keepAlive, withBody: !_facts.IsHead, custom);
        _client.Flush();
        return keepAlive ? ExchangeEnd.KeepAlive : ExchangeEnd.Linger;
    }

    // Check-in: the one place where outcome, phase and blame of a request come together.
    private ExchangeEnd End(RouterError? error, long now, int status, ExchangeEnd end)
    {
        var app = _app!;
        _app = null;
        app.Leave();
        _telemetry.End(app, _dyno, error, status, _relay);
        var connected = _connectedAt >= 0;
        if (_context.Sink is { } sink)
        {
            _line.QueueTime = _checkout.QueueTime;
            var line = _line.End(
                error, _dyno?.Target.Name, _checkout.ConnectTime, connected ? now - _connectedAt : -1, status,
                connected ? _relay.Bytes : -1);
            sink.Write(new LogLine(app.Id, _context.Clock.UtcNow, "heroku", "router", line));
        }
        // Whoever comes next, here or on another connection, finds them warm.
        ReleaseBuffers();
        return end;
    }
}
