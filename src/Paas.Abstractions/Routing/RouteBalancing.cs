namespace Paas;

/// <summary>How the router picks one of an app's web dynos.</summary>
public enum RouteBalancing
{
    /// <summary>The dyno with the least requests in flight; among many dynos the better of two drawn at random.</summary>
    LeastInFlight,

    /// <summary>Any dyno, as Heroku's own routers do (Dev Center, "HTTP Routing", "Request distribution").</summary>
    Random,

    /// <summary>One after the other.</summary>
    RoundRobin,
}
