namespace Paas;

/// <summary>
/// When an app without web requests sleeps. Frozen, its processes are stopped where they are and go on within milliseconds;
/// asleep, its dynos have ended, workers too, and start again. The first request of either is held until a dyno can take it.
/// Connections that were upgraded, such as WebSockets, keep an app awake. An app without web dynos never sleeps.
/// Source of sleeping: devcenter.heroku.com/articles/eco-dyno-hours#dyno-sleeping.
/// </summary>
public sealed record SleepPolicy
{
    /// <summary>Never sleeps.</summary>
    public static SleepPolicy Never { get; } = new();

    /// <summary>
    /// As the platform has it (<c>EngineOptions.Sleep</c>), which is for eco dynos: asleep after 30 min, and for others: never.
    /// </summary>
    public static SleepPolicy Default { get; } = new() { SleepAfter = TimeSpan.Zero };

    /// <summary>Frozen after this time without a request; null for not at all. At least a second. Needs a driver that can freeze; others leave it out.</summary>
    public TimeSpan? FreezeAfter { get; init; }

    /// <summary>Asleep after this time without a request; null for not at all. At least a second, and more than <see cref="FreezeAfter"/>.</summary>
    public TimeSpan? SleepAfter { get; init; }
}
