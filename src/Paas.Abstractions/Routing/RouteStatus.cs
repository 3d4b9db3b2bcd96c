namespace Paas;

/// <summary>Why an app can or cannot be served; each maps to one router error when no dyno is there.</summary>
public enum RouteStatus
{
    /// <summary>Web dynos are up.</summary>
    Serving,

    /// <summary>Web dynos are starting: requests wait, then H20.</summary>
    Starting,

    /// <summary>All web dynos crashed: H10.</summary>
    Crashed,

    /// <summary>The formation has no web dynos: H14.</summary>
    NoWebDynos,

    /// <summary>Nothing was deployed yet: H81.</summary>
    Blank,

    /// <summary>Maintenance mode: H80 for every request.</summary>
    Maintenance,

    /// <summary>Web dynos are asleep: requests wait while <see cref="IAppWaker"/> wakes them, then H20.</summary>
    Idle,

    /// <summary>The account has used up its dyno hours: H82.</summary>
    QuotaExhausted,
}
