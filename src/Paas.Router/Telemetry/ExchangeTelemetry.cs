using System.Diagnostics;
using Paas.Balancing;
using Paas.Errors;
using Paas.Forwarding;
using Paas.Routing;

namespace Paas.Telemetry;

/// <summary>
/// Watches one request after the other on a connection, and when one has ended, counts it and tells the listeners. One
/// that waits for nothing costs two looks at the clock and a few increments.
/// </summary>
internal sealed class ExchangeTelemetry(RouterContext context, ClientFacts client)
{
    private readonly RouterInstruments _instruments = context.Instruments;
    private string _method = "";
    private string _protocol = "";
    private RoutedDyno? _connecting;
    private bool _isActive;
    private bool _waited;
    private int _retries;
    private long _beganAt;
    private long _connectingAt;
    private long _connectedAt;

    /// <summary>The spans of the request, when somebody samples it.</summary>
    public RequestTrace? Trace { get; private set; }

    /// <summary>A request's head is complete.</summary>
    public void Begin(HttpRequestHead head, ReadOnlySpan<byte> bytes, in HttpRequestFacts facts)
    {
        _connecting = null;
        _waited = false;
        _retries = 0;
        _connectingAt = _connectedAt = -1;
        _beganAt = context.Clock.Micros;
        if (context.Tracing.HasListeners())
            Trace = RequestTrace.Start(context.Tracing, head, bytes, facts, client);
        _isActive = _instruments.ActiveRequests.Enabled;
        if (_isActive || _instruments.ServerDuration.Enabled)
            Note(head, bytes);
    }

    /// <summary>The request waits, for any dyno or for the connect to this one.</summary>
    public void Waits(RoutedDyno? connecting)
    {
        _waited = true;
        if (connecting is null || ReferenceEquals(connecting, _connecting))
            return;
        if (_connecting is not null)
            _retries++;
        _connecting = connecting;
        _connectingAt = context.Clock.Micros;
    }

    /// <summary>The request is about to be sent again.</summary>
    public void Retries()
    {
        _retries++;
        _waited = true;
        _connecting = null;
        _connectingAt = -1;
    }

    /// <summary>The request has a connection to a dyno, and its head, complete by now, is sent next.</summary>
    public void Connected(RoutedDyno dyno, ByteBuffer head)
    {
        _connectedAt = _waited ? context.Clock.Micros : _beganAt;
        // A kept connection after a failed connect.
        if (!ReferenceEquals(dyno, _connecting))
            _connectingAt = -1;
        Trace?.Connected(dyno, head);
    }

    /// <summary>The request has ended.</summary>
    /// <param name="app">Its app.</param>
    /// <param name="dyno">The last dyno that was tried.</param>
    /// <param name="error">The failure, if any.</param>
    /// <param name="status">Status in the request line, or 0.</param>
    /// <param name="relay">What went over.</param>
    public void End(AppState app, RoutedDyno? dyno, RouterError? error, int status, Relay relay)
    {
        var now = context.Clock.Micros;
        var isConnected = _connectedAt >= 0;
        var connectTime = isConnected && _connectingAt >= 0 ? _connectedAt - _connectingAt : 0;
        var outcome = new RequestOutcome
        {
            Status = status,
            Error = error,
            IsUpgraded = relay.IsUpgraded,
            IsConnected = isConnected,
            Duration = now - _beganAt,
            QueueTime = (isConnected ? _connectedAt - connectTime : now) - _beganAt,
            ConnectTime = connectTime,
            BytesIn = relay.RequestBytes,
            BytesOut = isConnected ? relay.Bytes : 0,
            Retries = _retries,
        };
        app.Counters.Record(outcome);
        dyno?.Counters.Record(outcome);
        // Listeners hear what the client got, which a failure after the head does not change.
        Publish(app.Name, outcome, relay.Status != 0 ? relay.Status : status);
    }

    /// <summary>The request was refused before an app was found.</summary>
    public void EndUnrouted(RouterError error)
    {
        _instruments.CountUnrouted();
        Publish(null, new RequestOutcome { Error = error, Duration = context.Clock.Micros - _beganAt }, error.Status);
    }

    private static double Seconds(long micros) => micros / 1e6;

    private void Publish(string? app, in RequestOutcome outcome, int status)
    {
        if (_isActive)
            _instruments.ActiveRequests.Add(-1, Common());
        if (_instruments.ServerDuration.Enabled && _method.Length > 0)
            PublishDuration(outcome, status);
        if (app is not null)
            PublishApp(app, outcome, status);
        Trace?.Stop(status, outcome.Error, app);
        Trace = null;
        _method = "";
    }

    private void PublishDuration(in RequestOutcome outcome, int status)
    {
        var tags = Common();
        if (status != 0)
            tags.Add(TelemetryNames.Status, TelemetryNames.StatusOf(status));
        tags.Add(TelemetryNames.ProtocolVersion, _protocol);
        if (RequestTrace.ErrorType(outcome.Error, status) is { } type)
            tags.Add(TelemetryNames.ErrorType, type);
        _instruments.ServerDuration.Record(Seconds(outcome.Duration), tags);
    }

    private void PublishApp(string app, in RequestOutcome outcome, int status)
    {
        if (_instruments.Duration.Enabled)
        {
            var tags = new TagList { { TelemetryNames.App, app }, { TelemetryNames.Status, TelemetryNames.StatusOf(status) } };
            if (RequestTrace.ErrorType(outcome.Error, status) is { } type)
                tags.Add(TelemetryNames.ErrorType, type);
            _instruments.Duration.Record(Seconds(outcome.Duration), tags);
        }
        if (_instruments.Queue.Enabled)
            _instruments.Queue.Record(Seconds(outcome.QueueTime), new TagList { { TelemetryNames.App, app } });
        if (outcome.ConnectTime > 0 && _instruments.Connect.Enabled)
            _instruments.Connect.Record(Seconds(outcome.ConnectTime), new TagList { { TelemetryNames.App, app } });
        if (outcome.Retries > 0 && _instruments.Retries.Enabled)
            _instruments.Retries.Add(outcome.Retries, new TagList { { TelemetryNames.App, app } });
    }

    private void Note(HttpRequestHead head, ReadOnlySpan<byte> bytes)
    {
        _method = TelemetryNames.MethodOf(head.Method(bytes));
        _protocol = client.ProtocolVersion(head);
        if (_isActive)
            _instruments.ActiveRequests.Add(1, Common());
    }

    private TagList Common() => new()
    {
        { TelemetryNames.Method, _method }, { TelemetryNames.Scheme, client.IsTls ? "https" : "http" },
    };
}
