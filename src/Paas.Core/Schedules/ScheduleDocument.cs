namespace Paas.Schedules;

/// <summary>A schedule, under <c>app/{id}/schedule/{id}</c>.</summary>
internal sealed record ScheduleDocument
{
    public required Guid Id { get; init; }

    public required string Cron { get; init; }

    public required string Command { get; init; }

    public string? Size { get; init; }

    public required bool Enabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Times up to this one are over: they had their dyno, or never get one.</summary>
    public required DateTimeOffset DoneUntil { get; init; }

    /// <summary>The time of the last run.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>The dyno of the last run, committed before it was started.</summary>
    public Guid? LastDynoId { get; init; }
}
