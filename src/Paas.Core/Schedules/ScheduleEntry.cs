using Cronos;

namespace Paas.Schedules;

/// <summary>A schedule as the engine holds it.</summary>
/// <param name="Document">The durable part.</param>
/// <param name="Version">Version of the document in the state store.</param>
/// <param name="Cron">The parsed cron fields.</param>
internal sealed record ScheduleEntry(ScheduleDocument Document, long Version, CronExpression Cron)
{
    /// <summary>Starts once this dyno, the run before, has ended.</summary>
    public Guid? WaitsFor { get; init; }

    public Schedule Show(DateTimeOffset now) => new()
    {
        Id = Document.Id,
        Cron = Document.Cron,
        Command = Document.Command,
        Size = Document.Size,
        Enabled = Document.Enabled,
        CreatedAt = Document.CreatedAt,
        LastRunAt = Document.LastRunAt,
        NextRunAt = ScheduleRules.Next(this, now),
    };
}
