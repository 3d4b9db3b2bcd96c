using Cronos;

namespace Paas.Schedules;

/// <summary>
/// When a schedule runs. Pure. A time is an instant that the cron fields name; <see cref="ScheduleDocument.DoneUntil"/> only ever
/// grows, so no time is due twice, whatever the clock does.
/// </summary>
internal static class ScheduleRules
{
    /// <summary>How late a time is still made up for.</summary>
    public static readonly TimeSpan MaxLateness = TimeSpan.FromHours(1);

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static CronExpression Parse(string cron, DateTimeOffset now)
    {
        var shown = cron.Length > 60 ? cron[..60] + "..." : cron;
        if (cron.Length > 200 || !CronExpression.TryParse(cron, CronFormat.Standard, out var expression))
            throw new PaasException(PaasErrors.InvalidParams, $"The time '{shown}' is illegal: it must have five cron fields (minute, hour, day of month, month, day of week), such as '*/10 * * * *' or '30 6 * * 1-5'.");
        if (expression.GetNextOccurrence(now.UtcDateTime) is null)
            throw new PaasException(PaasErrors.InvalidParams, $"The time '{shown}' never comes.");
        return expression;
    }

    /// <summary>The newest time that has come, is not done and not too late; null when there is none.</summary>
    public static DateTimeOffset? Due(ScheduleEntry entry, DateTimeOffset now)
    {
        if (!entry.Document.Enabled)
            return null;
        DateTimeOffset? due = null;
        var from = From(entry, now);
        while (entry.Cron.GetNextOccurrence(from.UtcDateTime) is { } next && next <= now.UtcDateTime)
            due = from = new DateTimeOffset(next, TimeSpan.Zero);
        return due;
    }

    /// <summary>The next time that runs, which has come already when it is due; null when there is none.</summary>
    public static DateTimeOffset? Next(ScheduleEntry entry, DateTimeOffset now) =>
        entry.Document.Enabled && entry.Cron.GetNextOccurrence(From(entry, now).UtcDateTime) is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null;

    /// <summary>The next time that has not come yet; null when there is none.</summary>
    public static DateTimeOffset? NextAfter(ScheduleEntry entry, DateTimeOffset now)
    {
        if (!entry.Document.Enabled)
            return null;
        var from = entry.Document.DoneUntil > now ? entry.Document.DoneUntil : now;
        return entry.Cron.GetNextOccurrence(from.UtcDateTime) is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    private static DateTimeOffset From(ScheduleEntry entry, DateTimeOffset now)
    {
        var tooLate = now - MaxLateness - TimeSpan.FromTicks(1);
        return entry.Document.DoneUntil > tooLate ? entry.Document.DoneUntil : tooLate;
    }
}
