using System.Collections.Concurrent;
using System.Diagnostics;
using Paas.Harness;

namespace Paas.Telemetry;

public sealed class TracingTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "00-" + Trace + "-b7ad6b7169203331-01";

    [Fact]
    public async Task Request_NobodyListens_TraceFieldsPassUntouched()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(dyno);
        var seen = Fields(await SendAsync(router, "TraceParent: 00-made-up\r\ntracestate: a=1\r\nTraceState: b=2\r\n"));
        Assert.Equal(["TraceParent: 00-made-up", "tracestate: a=1", "TraceState: b=2"], seen);
    }

    [Fact]
    public async Task Request_ListenerSamplesNothing_TraceFieldsPassUntouched()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(dyno);
        using var listener = new Spans(router, ActivitySamplingResult.None);
        Assert.Equal(["traceparent: " + Parent], Fields(await SendAsync(router, $"traceparent: {Parent}\r\n")));
        Assert.Empty(listener.Stopped);
    }

    [Fact]
    public async Task Request_Sampled_DynoGetsOurSpanAsParent()
    {
        using var dyno = new TestDyno("web.7").Echo();
        await using var router = await TestRouter.StartAsync(dyno);
        using var listener = new Spans(router, ActivitySamplingResult.AllDataAndRecorded);
        var answer = await SendAsync(router, $"traceparent: {Parent}\r\ntracestate: a=1\r\ntracestate: b=2\r\nX-Other: kept\r\n");
        await router.Log.NextAsync();

        var server = Assert.Single(listener.Stopped, span => span.Kind == ActivityKind.Server);
        var client = Assert.Single(listener.Stopped, span => span.Kind == ActivityKind.Client);
        Assert.Equal((Trace, "b7ad6b7169203331", true), (server.TraceId.ToHexString(), server.ParentSpanId.ToHexString(), server.HasRemoteParent));
        Assert.Equal((server.TraceId, server.SpanId), (client.TraceId, client.ParentSpanId));
        Assert.Equal([$"traceparent: 00-{Trace}-{client.SpanId.ToHexString()}-01", "tracestate: a=1,b=2"], Fields(answer));
        Assert.Contains("X-Other: kept", answer.Body, StringComparison.Ordinal);

        Assert.Equal("GET", server.DisplayName);
        Assert.Equal(
            [
                "client.address=127.0.0.1", "http.request.method=GET", "http.response.status_code=200", "network.protocol.version=1.1",
                "paas.app.name=app", "server.address=app.localhost", "url.path=/p", "url.scheme=http",
            ],
            Tags(server));
        Assert.Equal(
            [
                "http.request.method=GET", "http.response.status_code=200", "paas.dyno.name=web.7",
                "server.address=127.0.0.1", $"server.port={dyno.Target.Address.Port}",
            ],
            Tags(client));
    }

    [Theory]
    [InlineData("")]
    [InlineData("traceparent: 00-made-up\r\n")]
    [InlineData("traceparent: " + Parent + "\r\ntraceparent: " + Parent + "\r\n")]
    public async Task Request_SampledWithoutUsableParent_BeginsTrace(string fields)
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(dyno);
        using var listener = new Spans(router, ActivitySamplingResult.PropagationData);
        var answer = await SendAsync(router, fields);
        await router.Log.NextAsync();
        var client = Assert.Single(listener.Stopped, span => span.Kind == ActivityKind.Client);
        Assert.NotEqual(Trace, client.TraceId.ToHexString());
        Assert.Equal([$"traceparent: 00-{client.TraceId.ToHexString()}-{client.SpanId.ToHexString()}-00"], Fields(answer));
    }

    [Fact]
    public async Task Request_Failure_IsAnErrorOfTheServerSpan()
    {
        await using var router = await TestRouter.StartAsync();
        using var listener = new Spans(router, ActivitySamplingResult.AllData);
        await router.RouteAsync(RouteStatus.Crashed);
        await router.GetAsync();
        await router.Log.NextAsync();
        var span = Assert.Single(listener.Stopped);
        Assert.Equal((ActivityKind.Server, ActivityStatusCode.Error, "App crashed"), (span.Kind, span.Status, span.StatusDescription));
        Assert.Contains("error.type=H10", Tags(span));
        Assert.Null(Activity.Current);
    }

    private static Task<Message> SendAsync(TestRouter router, string fields) =>
        router.SendAsync($"GET /p?secret=1 HTTP/1.1\r\nHost: app.localhost\r\n{fields}\r\n");

    private static string[] Fields(Message echo) => [.. echo.Body.Split('\n').Where(line => line.StartsWith("trace", StringComparison.OrdinalIgnoreCase))];

    private static string[] Tags(Activity span) => [.. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)];

    /// <summary>Listens to one router.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;

        public Spans(TestRouter router, ActivitySamplingResult result)
        {
            var source = router.Router.Context.Tracing;
            _listener = new ActivityListener
            {
                ShouldListenTo = candidate => ReferenceEquals(candidate, source),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => result,
                ActivityStopped = Stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Stopped { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
