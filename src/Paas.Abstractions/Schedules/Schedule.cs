namespace Paas;

/// <summary>A command that runs at certain times in a one-off dyno <c>scheduler.NNNN</c>.</summary>
public sealed record Schedule
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>When: five cron fields in UTC (minute, hour, day of month, month, day of week), such as <c>*/10 * * * *</c>.</summary>
    public required string Cron { get; init; }

    /// <summary>Shell line. A first word that is a process type stands for that type's command.</summary>
    public required string Command { get; init; }

    /// <summary>Dyno size; null for that of an eco or basic app, and else the default.</summary>
    public string? Size { get; init; }

    /// <summary>Whether it runs at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The time, by <see cref="Cron"/>, of its last run (UTC); null before the first.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>The time of its next run (UTC); null while it is disabled.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
