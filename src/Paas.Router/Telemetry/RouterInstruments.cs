using System.Diagnostics.Metrics;
using System.Reflection;
using Paas.Forwarding;

namespace Paas.Telemetry;

/// <summary>
/// The router's instruments: those of OpenTelemetry's semantic conventions for HTTP servers, and its own under
/// <c>paas.router</c>. Without a listener each costs the look at one flag.
/// </summary>
/// <remarks>Listed for users in the package's README.</remarks>
internal sealed class RouterInstruments : IDisposable
{
    public const string Name = "Paas.Router";

    // OpenTelemetry, "Semantic conventions for HTTP metrics", advised boundaries in seconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private long _unrouted;

    public RouterInstruments(IMeterFactory? factory, ClientConnections clients)
    {
        var options = new MeterOptions(Name) { Version = Version };
        // A factory hands one meter out to all who ask by the same name, and disposes it.
        _ownsMeter = factory is null;
        _meter = factory?.Create(options) ?? new Meter(options);
        ServerDuration = Histogram("http.server.request.duration", "Duration of HTTP server requests.");
        ActiveRequests = _meter.CreateUpDownCounter<long>(
            "http.server.active_requests", "{request}", "Number of active HTTP server requests.");
        Duration = Histogram("paas.router.request.duration", "Time from the complete head of a request to the last byte of its answer, by app.");
        Queue = Histogram("paas.router.request.queue.duration", "Time that a request was without a dyno, by app.");
        Connect = Histogram("paas.router.dyno.connect.duration", "Time that a new connection to a dyno took.");
        Retries = _meter.CreateCounter<long>(
            "paas.router.dyno.retries", "{retry}", "Attempts beyond a request's first: further dynos, and requests sent again.");
        Handshakes = _meter.CreateCounter<long>("paas.router.tls.handshakes", "{handshake}", "TLS handshakes, by how they ended.");
        _meter.CreateObservableUpDownCounter(
            "paas.router.connections", () => (long)clients.Count, "{connection}", "Client connections that are open.");
    }

    public static string? Version { get; } = typeof(RouterInstruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    public Histogram<double> ServerDuration { get; }

    public UpDownCounter<long> ActiveRequests { get; }

    public Histogram<double> Duration { get; }

    public Histogram<double> Queue { get; }

    public Histogram<double> Connect { get; }

    public Counter<long> Retries { get; }

    public Counter<long> Handshakes { get; }

    /// <summary>The meter; a test tells by it whose measurements it hears.</summary>
    public Meter Meter => _meter;

    /// <summary>Requests that no app was found for.</summary>
    public long Unrouted => Interlocked.Read(ref _unrouted);

    public void CountUnrouted() => Interlocked.Increment(ref _unrouted);

    public void Dispose()
    {
        if (_ownsMeter)
            _meter.Dispose();
    }

    private Histogram<double> Histogram(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, tags: null, Seconds);
}
