namespace Paas;

/// <summary>A new schedule, or a change of one; in a change null leaves the field as it is.</summary>
public sealed record ScheduleUpdate
{
    /// <summary>When: five cron fields in UTC. Heroku Scheduler's frequencies are in <see cref="ScheduleTimes"/>.</summary>
    public string? Cron { get; init; }

    /// <summary>Shell line.</summary>
    public string? Command { get; init; }

    /// <summary>Dyno size.</summary>
    public string? Size { get; init; }

    /// <summary>Switches it on or off; a new one is on.</summary>
    public bool? Enabled { get; init; }
}
