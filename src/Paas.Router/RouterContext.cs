using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Paas.Forwarding;
using Paas.Routing;
using Paas.Telemetry;
using Paas.Tls;

namespace Paas;

/// <summary>What all connections of one router share.</summary>
internal sealed class RouterContext : IDisposable
{
    private volatile bool _isStopping;
    private volatile bool _isForced;

    public RouterContext(RouterOptions options, ILogSink? sink, TimeProvider time, Random random, ILogger logger, IMeterFactory? meters, IAppWaker? waker)
    {
        Options = options;
        MaxConnections = options.ConnectionsWithin(EventLoop.MaxDescriptors);
        Sink = sink;
        Random = random;
        Logger = logger;
        Clock = new RouterClock(time);
        Routes = new RouteIndex(options, Clock);
        Queued = new QueuedApps(Clock);
        Wakings = new AppWakings(waker, options, Clock, logger);
        Instruments = new RouterInstruments(meters, Clients);
        Tls = new TlsServer(options);
    }

    public RouterOptions Options { get; }

    /// <summary>Most client connections, as the options and the system allow.</summary>
    public int MaxConnections { get; }

    public ILogSink? Sink { get; }

    public Random Random { get; }

    public ILogger Logger { get; }

    public RouterClock Clock { get; }

    public RouteIndex Routes { get; }

    /// <summary>The loops that connections are driven by; none when that is the thread pool's work.</summary>
    public IReadOnlyList<EventLoop> Loops { get; set; } = [];

    /// <summary>Makes connections to dynos; null for TCP. Rounds of the fuzz harness stay in memory by it.</summary>
    public Func<RouteTarget, TcpConnection>? Dial { get; set; }

    public HeldRequests Held { get; } = new();

    public QueuedApps Queued { get; }

    public TlsServer Tls { get; }

    public AppWakings Wakings { get; }

    public ClientConnections Clients { get; } = new();

    public RouterInstruments Instruments { get; }

    public ActivitySource Tracing { get; } = new(RouterInstruments.Name, RouterInstruments.Version);

    /// <summary>TLS handshakes under way; their clients have no connection in <see cref="Clients"/> yet.</summary>
    public ClientConnections Handshakes { get; } = new();

    /// <summary>The port of HTTPS as clients see it, for redirects.</summary>
    public int HttpsPort { get; set; } = 443;

    /// <summary>Requests in flight may end, connections are not kept.</summary>
    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }

    /// <summary>The time to end is over: H24.</summary>
    public bool IsForced
    {
        get => _isForced;
        set => _isForced = value;
    }

    public void Dispose()
    {
        Instruments.Dispose();
        Tracing.Dispose();
    }
}
