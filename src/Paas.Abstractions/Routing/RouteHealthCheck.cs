namespace Paas;

/// <summary>A check that the router makes of each dyno of an app, over and over. A dyno that fails it gets no requests while others pass.</summary>
public sealed record RouteHealthCheck
{
    /// <summary>Path of a GET request that must be answered with a status below 400; null checks that the dyno takes connections.</summary>
    /// <exception cref="ArgumentException">The path does not start with a slash, or has characters that no request line may have.</exception>
    public string? Path
    {
        get;
        init
        {
            if (value is not null && (!value.StartsWith('/') || value.AsSpan().ContainsAnyExceptInRange('!', '~')))
                throw new ArgumentException($"The path of a health check is '{value}'; it must start with a slash and hold no spaces.", nameof(value));
            field = value;
        }
    }

    /// <summary>Time between two checks of a dyno. Default 10 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one check may take. Default 5 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero, or above a day.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row that take a dyno out. Default 3.</summary>
    public int FailuresToLeave { get; init; } = 3;

    /// <summary>Passes in a row that bring it back. Default 1.</summary>
    public int PassesToReturn { get; init; } = 1;
}
