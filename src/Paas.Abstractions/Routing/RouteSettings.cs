namespace Paas;

/// <summary>What an app may choose of the router's behaviour. Whatever is null is as in the router's own options.</summary>
public sealed record RouteSettings
{
    /// <summary>The settings of an app that chose nothing.</summary>
    public static RouteSettings Default { get; } = new();

    /// <summary>How a dyno is picked.</summary>
    public RouteBalancing Balancing { get; init; }

    /// <summary>
    /// Most requests in flight to one dyno, 1 for a single-threaded app; further ones wait in the app's queue. 0, the
    /// default, sets no such cap.
    /// </summary>
    public int MaxInFlightPerDyno { get; init; }

    /// <summary>Most requests in the app's queue, above which H11 is answered; null for the router's own limit.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>Finds the cap per dyno by measured latency, at most <see cref="MaxInFlightPerDyno"/> where that is set.</summary>
    public bool AdaptiveConcurrency { get; init; }

    /// <summary>Keeps a client at its dyno by Heroku's cookie <c>heroku-session-affinity</c>.</summary>
    public bool SessionAffinity { get; init; }

    /// <summary>Divides the requests between two releases.</summary>
    public RouteSplit? Split { get; init; }

    /// <summary>Sends clients that come over plain HTTP to HTTPS, with 301 for GET and HEAD and 308 for others.</summary>
    public bool RedirectToHttps { get; init; }

    /// <summary>Page shown in a frame instead of the router's error page, Heroku's <c>ERROR_PAGE_URL</c>.</summary>
    public string? ErrorPageUrl { get; init; }

    /// <summary>Page shown in a frame instead of the router's maintenance page, Heroku's <c>MAINTENANCE_PAGE_URL</c>.</summary>
    public string? MaintenancePageUrl { get; init; }

    /// <summary>How long a connect to a dyno may take.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How long a dyno may take to its first byte, before H12.</summary>
    public TimeSpan? FirstByteTimeout { get; init; }

    /// <summary>How long nothing may move in either direction, before H15 or H28.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Leaves <c>100 Continue</c> to the dyno (Heroku's feature <c>http-end-to-end-continue</c>).</summary>
    public bool EndToEndContinue { get; init; }

    /// <summary>Closes the connection to the dyno after each request (Heroku's feature <c>http-disable-keepalive-to-dyno</c>).</summary>
    public bool DisableDynoKeepAlive { get; init; }

    /// <summary>Checks the app's dynos beside the traffic.</summary>
    public RouteHealthCheck? HealthCheck { get; init; }
}
