namespace Paas;

/// <summary>
/// How the platform scales a process type by itself. Heroku's is <see cref="Heroku"/>; source:
/// devcenter.heroku.com/articles/autoscaling. Whoever scales the type by hand switches it off, as on Heroku.
/// </summary>
/// <param name="Min">Fewest dynos. 0 lets a <c>web</c> type that is down to one dyno sleep (<see cref="SleepPolicy"/>, and with it the whole app) when there was no request for <see cref="DownCooldown"/>; the next one wakes it, with one dyno.</param>
/// <param name="Max">Most dynos.</param>
/// <param name="Signal">What is held against the target.</param>
/// <param name="Target">What the signal should not exceed, in its own unit: milliseconds, requests per dyno or percent.</param>
public sealed record Autoscaling(int Min, int Max, AutoscalingSignal Signal, double Target)
{
    /// <summary>Most dynos that are added or removed at a time; null for as many as are needed, at most to three times or to half of them.</summary>
    public int? MaxStep { get; init; }

    /// <summary>Time after any step before one up. Default 1 min, as on Heroku.</summary>
    public TimeSpan UpCooldown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Time after any step before one down, and how long fewer dynos must have been enough for it. Default 5 min.
    /// </summary>
    public TimeSpan DownCooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>As Heroku does it: by the 95th percentile of the response time, one dyno at a time.</summary>
    /// <param name="min">Fewest dynos, at least 1.</param>
    /// <param name="max">Most dynos.</param>
    /// <param name="p95">The desired 95th percentile in milliseconds; Heroku's default is 1,000.</param>
    public static Autoscaling Heroku(int min, int max, double p95 = 1000) => new(min, max, AutoscalingSignal.ResponseTime, p95) { MaxStep = 1 };
}
