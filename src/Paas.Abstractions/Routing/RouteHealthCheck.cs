namespace Paas;

/// <summary>A check that the router makes of each dyno of an app, over and over. A dyno that fails it gets no requests while others pass.</summary>
public sealed record RouteHealthCheck
{
    /// <summary>Path of a GET request that must be answered with a status below 400; null checks that the dyno takes connections.</summary>
    public string? Path { get; init; }

    /// <summary>Time between two checks of a dyno. Default 10 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one check may take. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row that take a dyno out. Default 3.</summary>
    public int FailuresToLeave { get; init; } = 3;

    /// <summary>Passes in a row that bring it back. Default 1.</summary>
    public int PassesToReturn { get; init; } = 1;
}
