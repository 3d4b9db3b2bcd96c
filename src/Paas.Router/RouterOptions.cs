using System.Net;
using System.Security.Cryptography;
using Paas.Balancing;

namespace Paas;

/// <summary>Settings of the router. The defaults are Heroku's wherever Heroku documents one (Dev Center, "HTTP Routing").</summary>
public sealed class RouterOptions
{
    /// <summary>The port that is listened on, on loopback, when no <c>Listen</c> method is called.</summary>
    public const int DefaultPort = 8080;

    internal List<IPEndPoint> EndPoints { get; } = [];

    internal List<int> LoopbackPorts { get; } = [];

    internal List<IPEndPoint> TlsEndPoints { get; } = [];

    internal List<int> TlsLoopbackPorts { get; } = [];

    internal bool ListensNowhere { get; private set; }

    /// <summary>What request and response heads may weigh.</summary>
    public HttpLimits Limits { get; } = new();

    /// <summary>HTTP/2 from clients.</summary>
    public Http2Options Http2 { get; } = new();

    /// <summary>
    /// Threads that do nothing but carry the router's connections, each with an event loop of its own. Default one per
    /// core on Linux. 0, the only choice elsewhere, leaves the work to the thread pool, at about twice the CPU a request.
    /// </summary>
    public int EventLoops { get; set; } = EventLoop.IsSupported ? Environment.ProcessorCount : 0;

    /// <summary>Settings of TLS, its certificates among them.</summary>
    public RouterTlsOptions Tls { get; } = new();

    /// <summary>How long a connect to a dyno may take before the next one is tried. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a dyno that could not be connected to is left out. Default 5 s.</summary>
    public TimeSpan QuarantineTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most dynos that are tried for one request. Default 10.</summary>
    public int MaxConnectAttempts { get; set; } = 10;

    /// <summary>How long a request waits for a dyno to come up before H20 (or H34 when all are quarantined). Default 75 s.</summary>
    public TimeSpan DynoWaitTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>How long a dyno may take to its first byte after it got the whole request, before H12. Default 30 s.</summary>
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing may move in either direction, before H15 or H28; WebSockets too. Default 55 s.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(55);

    /// <summary>
    /// Bytes a second that a client must send of a body while nothing else holds it up, before H28; taken over
    /// <see cref="MinRateWindow"/>, and only until the dyno answers. Default 100; 0 asks for nothing, for apps that take
    /// events as an endless upload. <see cref="IdleTimeout"/> alone would let a byte every 54 s hold a dyno for ever.
    /// </summary>
    public int MinUploadRate { get; set; } = 100;

    /// <summary>
    /// Bytes a second that a client must take of a response while some wait for it, before H28; taken over
    /// <see cref="MinRateWindow"/>. Default 100; 0 asks for nothing. Long polls and event streams owe nothing while they are
    /// silent, and upgraded connections are not measured.
    /// </summary>
    public int MinDownloadRate { get; set; } = 100;

    /// <summary>
    /// Time over which the rates are taken, before which no client is too slow. Default 60 s, above the idle time-out, so
    /// that who merely stops meets that first, as on Heroku.
    /// </summary>
    public TimeSpan MinRateWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an unused connection to a dyno is kept. Default 90 s.</summary>
    public TimeSpan DynoKeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Most unused connections kept to one dyno. Default 200.</summary>
    public int MaxIdleConnectionsPerDyno { get; set; } = 200;

    /// <summary>
    /// How long a client connection may be without a request, and how long the head of one may then take as a whole, before
    /// it is closed. Default 60 s.
    /// </summary>
    public TimeSpan RequestHeadTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests in flight to an app, per dyno, above which H11 is answered. Default 200.</summary>
    public int MaxInFlightPerDyno { get; set; } = 200;

    /// <summary>
    /// Requests that wait for a dyno with room, per app that caps them (<see cref="RouteSettings.MaxInFlightPerDyno"/>),
    /// above which H11 is answered. Default 200.
    /// </summary>
    public int MaxQueuedPerApp { get; set; } = 200;

    /// <summary>
    /// Retries per request of an app, in the last seconds: connects to a further dyno, and idempotent requests sent again.
    /// Default 0.2. A failure that may not be retried is answered.
    /// </summary>
    public double MaxRetryShare { get; set; } = 0.2;

    /// <summary>Retries a second that an app has beyond <see cref="MaxRetryShare"/>. Default 10.</summary>
    public int MinRetriesPerSecond { get; set; } = 10;

    /// <summary>
    /// Most client connections; above it new ones are closed at once. Default 100,000. When less than an eighth of it is
    /// left, connections that have brought no complete request for 5 s make room. Never more than three quarters of the
    /// descriptors that the process may have open (<c>ulimit -n</c>): the rest is for dynos and for the host.
    /// </summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>
    /// Most client connections whose last request was for the same app; a request on a further one is answered with H22
    /// and closes it. Default 0, no such limit: Heroku documents the code but no number.
    /// </summary>
    public int MaxConnectionsPerApp { get; set; }

    /// <summary>Bytes of a response held for a slow client, so that the dyno is free early. Default 1 MiB.</summary>
    public int ResponseBufferSize { get; set; } = 1024 * 1024;

    /// <summary>Bytes of an upload held for a slow dyno, and of pipelined requests behind the present one. Default 64 KiB.</summary>
    public int RequestBufferSize { get; set; } = 64 * 1024;

    /// <summary>How long requests in flight may go on when the host stops, before H24. Default 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Keeps <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Port</c> as received, for a router behind a proxy that terminates
    /// TLS. Default false: both are replaced, because a client could claim anything.
    /// </summary>
    public bool TrustForwardedProto { get; set; }

    /// <summary>
    /// Secret behind the cookies of session affinity. Routers that share it honour each other's cookies. Null, the default,
    /// makes one per router, and its restart gives clients new dynos.
    /// </summary>
    public byte[]? SessionAffinityKey { get; set; }

    /// <summary>Listens on this port of the loopback addresses of IPv4 and, where there is one, IPv6; 0 lets the system choose.</summary>
    public RouterOptions Listen(int port)
    {
        if (port is < 0 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is between 0 and 65535.");
        LoopbackPorts.Add(port);
        return this;
    }

    /// <summary>Listens at this address; <see cref="IPAddress.Any"/> opens the router to the network.</summary>
    public RouterOptions Listen(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        EndPoints.Add(endPoint);
        return this;
    }

    /// <summary>As <see cref="Listen(int)"/>, for HTTPS. Certificates may come later: without one, clients are turned away.</summary>
    public RouterOptions ListenTls(int port)
    {
        if (port is < 0 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is between 0 and 65535.");
        TlsLoopbackPorts.Add(port);
        return this;
    }

    /// <summary>As <see cref="Listen(IPEndPoint)"/>, for HTTPS.</summary>
    public RouterOptions ListenTls(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        TlsEndPoints.Add(endPoint);
        return this;
    }

    /// <summary>Opens no port: connections come by <c>HttpRouter.ServeAsync</c> only.</summary>
    public RouterOptions ListenNowhere()
    {
        ListensNowhere = true;
        return this;
    }

    internal SessionAffinity SessionAffinity =>
        // Who could guess the key could send itself to any dyno, so it comes from the system and not from a seeded source.
        field ??= new SessionAffinity(SessionAffinityKey ?? RandomNumberGenerator.GetBytes(32));

    internal int ConnectionsWithin(long descriptors) => (int)Math.Min(MaxConnections, Math.Max(1, descriptors / 4 * 3));

    internal IEnumerable<string> Validate()
    {
        if (ListensNowhere && EndPoints.Count + LoopbackPorts.Count + TlsEndPoints.Count + TlsLoopbackPorts.Count > 0)
            yield return $"{nameof(RouterOptions)}.{nameof(ListenNowhere)} and {nameof(Listen)} were both called; choose one.";

        (string Name, TimeSpan Value)[] times =
        [
            (nameof(ConnectTimeout), ConnectTimeout), (nameof(QuarantineTime), QuarantineTime),
            (nameof(DynoWaitTimeout), DynoWaitTimeout), (nameof(FirstByteTimeout), FirstByteTimeout),
            (nameof(IdleTimeout), IdleTimeout), (nameof(DynoKeepAliveTimeout), DynoKeepAliveTimeout),
            (nameof(RequestHeadTimeout), RequestHeadTimeout), (nameof(MinRateWindow), MinRateWindow),
        ];
        foreach (var (name, value) in times)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
                yield return $"{nameof(RouterOptions)}.{name} is {value}; it must be above zero and at most a day.";
        }
        if (ShutdownTimeout < TimeSpan.Zero || ShutdownTimeout > TimeSpan.FromDays(1))
            yield return $"{nameof(RouterOptions)}.{nameof(ShutdownTimeout)} is {ShutdownTimeout}; it must be zero or more and at most a day.";

        (string Name, int Value, int Min)[] counts =
        [
            (nameof(MaxConnectAttempts), MaxConnectAttempts, 1),
            (nameof(MaxIdleConnectionsPerDyno), MaxIdleConnectionsPerDyno, 0),
            (nameof(MaxInFlightPerDyno), MaxInFlightPerDyno, 1), (nameof(MaxConnections), MaxConnections, 1),
            (nameof(MaxConnectionsPerApp), MaxConnectionsPerApp, 0), (nameof(MaxQueuedPerApp), MaxQueuedPerApp, 0),
            (nameof(MinUploadRate), MinUploadRate, 0), (nameof(MinDownloadRate), MinDownloadRate, 0),
            (nameof(MinRetriesPerSecond), MinRetriesPerSecond, 0),
            (nameof(ResponseBufferSize), ResponseBufferSize, 4096), (nameof(RequestBufferSize), RequestBufferSize, 4096),
        ];
        foreach (var (name, value, min) in counts)
        {
            if (value < min)
                yield return $"{nameof(RouterOptions)}.{name} is {value}; it must be at least {min}.";
        }
        if (EventLoops is < 0 or > 1024)
            yield return $"{nameof(RouterOptions)}.{nameof(EventLoops)} is {EventLoops}; it must be between 0 and 1024.";
        else if (EventLoops > 0 && !EventLoop.IsSupported)
            yield return $"{nameof(RouterOptions)}.{nameof(EventLoops)} is {EventLoops}; event loops need Linux, set it to 0.";
        foreach (var problem in Tls.Validate())
            yield return $"{nameof(RouterOptions)}.{nameof(Tls)}.{problem}";
        if (!(MaxRetryShare is >= 0 and <= 1))
            yield return $"{nameof(RouterOptions)}.{nameof(MaxRetryShare)} is {MaxRetryShare}; it must be between 0 and 1.";
        foreach (var problem in Limits.Validate())
            yield return $"{nameof(RouterOptions)}.{nameof(Limits)}: {problem}";
        foreach (var problem in Http2.Validate())
            yield return $"{nameof(RouterOptions)}.{nameof(Http2)}: {problem}";
        if (Limits.MaxChunkLine >= RequestBufferSize || Limits.MaxRequestHeaderLine >= RequestBufferSize)
            yield return $"{nameof(RouterOptions)}.{nameof(RequestBufferSize)} is {RequestBufferSize}; a chunk or trailer line must fit in it.";
    }
}
