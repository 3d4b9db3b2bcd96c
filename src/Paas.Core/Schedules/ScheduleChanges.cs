using Paas.Apps;
using Paas.Engine;

namespace Paas.Schedules;

/// <summary>What is written of schedules.</summary>
internal static class ScheduleChanges
{
    /// <summary>A new version of a schedule; a new schedule has version 0.</summary>
    public static StateChange Write(Guid app, ScheduleEntry entry) =>
        new(Keys.Schedule(app, entry.Document.Id), EngineJson.Write(entry.Document, EngineJson.Default.ScheduleDocument), entry.Version);

    public static StateChange Remove(Guid app, ScheduleEntry entry) => new(Keys.Schedule(app, entry.Document.Id), null, entry.Version);

    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the document cannot be read.</exception>
    public static ScheduleEntry Read(StateDocument document, DateTimeOffset now)
    {
        var schedule = EngineJson.Read(document, EngineJson.Default.ScheduleDocument);
        return new ScheduleEntry(schedule, document.Version, ScheduleRules.Parse(schedule.Cron, now));
    }
}
