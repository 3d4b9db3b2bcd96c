using System.Diagnostics;
using Paas.Balancing;
using Paas.Errors;
using Paas.Forwarding;

namespace Paas.Telemetry;

/// <summary>
/// The spans of one request, when a listener wants them: one for what the client asked (kind server), and within it one
/// for what the dyno does (kind client). Names and attributes are those of OpenTelemetry's conventions for HTTP spans.
/// </summary>
internal sealed class RequestTrace
{
    private readonly ActivitySource _source;
    private readonly Activity _server;
    private readonly string _method;
    private Activity? _client;
    private int _parentAt;

    private RequestTrace(ActivitySource source, Activity server, string method)
    {
        _source = source;
        _server = server;
        _method = method;
    }

    /// <summary>Starts the span of a request; null when no listener samples it.</summary>
    public static RequestTrace? Start(
        ActivitySource source, HttpRequestHead head, ReadOnlySpan<byte> bytes, in HttpRequestFacts facts, ClientFacts client)
    {
        var parent = TraceHeaders.Read(head, bytes);
        var method = TelemetryNames.MethodOf(head.Method(bytes));
        var span = StartSpan(source, method, ActivityKind.Server, parent);
        if (span is null)
            return null;
        if (span.IsAllDataRequested)
            Describe(span, head, bytes, facts, client, method);
        return new RequestTrace(source, span, method);
    }

    /// <summary>Writes the fields that name our span as the parent.</summary>
    public void WriteHeaders(ByteBuffer head) => _parentAt = TraceHeaders.Write(head, _server);

    /// <summary>The request goes to a dyno.</summary>
    /// <param name="dyno">The dyno.</param>
    /// <param name="head">What it will get: from here on the span of this attempt is the parent.</param>
    public void Connected(RoutedDyno dyno, ByteBuffer head)
    {
        StopClient(0, RouterErrors.ClosedWithoutResponse);
        _client = StartSpan(_source, _method, ActivityKind.Client, _server.Context);
        if (_client is null)
            return;
        TraceHeaders.Repoint(head, _parentAt, _client);
        if (!_client.IsAllDataRequested)
            return;
        _client.SetTag(TelemetryNames.Method, _method);
        _client.SetTag("server.address", dyno.Target.Address.Address.ToString());
        _client.SetTag("server.port", dyno.Target.Address.Port);
        _client.SetTag(TelemetryNames.Dyno, dyno.Target.Name);
    }

    /// <summary>Ends all spans.</summary>
    /// <param name="status">Status that the client got, or 0.</param>
    /// <param name="error">The failure, if any.</param>
    /// <param name="app">The app, if one was found.</param>
    public void Stop(int status, RouterError? error, string? app)
    {
        StopClient(status, error);
        if (app is not null)
            _server.SetTag(TelemetryNames.App, app);
        Stop(_server, status, error, isFailure: status >= 500);
    }

    /// <summary>The type of an error for <c>error.type</c>: the H-code, else the status of a failed answer, else null.</summary>
    public static string? ErrorType(RouterError? error, int status) =>
        error is { Code.Length: > 0 } ? error.Code : status >= 500 ? TelemetryNames.StatusText(status) : null;

    // Neither a span that the host has current becomes the parent, nor ours the current one of the host's thread.
    private static Activity? StartSpan(ActivitySource source, string name, ActivityKind kind, ActivityContext parent)
    {
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            var span = source.StartActivity(name, kind, parent);
            return span is { IdFormat: ActivityIdFormat.W3C } ? span : null;
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static void Describe(
        Activity span, HttpRequestHead head, ReadOnlySpan<byte> bytes, in HttpRequestFacts facts, ClientFacts client, string method)
    {
        span.SetTag(TelemetryNames.Method, method);
        span.SetTag(TelemetryNames.Scheme, client.IsTls ? "https" : "http");
        span.SetTag(TelemetryNames.ProtocolVersion, client.ProtocolVersion(head));
        // Without the query: it carries secrets more often than insight.
        var path = facts.Path(bytes);
        var query = path.IndexOf((byte)'?');
        span.SetTag("url.path", System.Text.Encoding.UTF8.GetString(query < 0 ? path : path[..query]));
        span.SetTag("server.address", System.Text.Encoding.Latin1.GetString(facts.Host(bytes)));
        if (client.Address.Length > 0)
            span.SetTag("client.address", System.Text.Encoding.ASCII.GetString(client.Address));
    }

    private static void Stop(Activity span, int status, RouterError? error, bool isFailure)
    {
        if (status != 0)
            span.SetTag(TelemetryNames.Status, TelemetryNames.StatusOf(status));
        if (ErrorType(error, status) is { } type)
            span.SetTag(TelemetryNames.ErrorType, type);
        if (isFailure || error is { Blame: not RouteBlame.Client })
            span.SetStatus(ActivityStatusCode.Error, error?.Description);
        var current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    private void StopClient(int status, RouterError? error)
    {
        if (_client is null)
            return;
        Stop(_client, status, error, isFailure: status >= 400);
        _client = null;
    }
}
