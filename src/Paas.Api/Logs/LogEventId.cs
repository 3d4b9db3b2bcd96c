using System.Globalization;

namespace Paas.Api.Logs;

/// <summary>Place of a line in a stream: its time and, among lines of the same time, its number. Later lines are greater.</summary>
internal readonly record struct LogEventId(long Ticks, int Number) : IComparable<LogEventId>
{
    public LogEventId Next(DateTimeOffset at) => at.UtcTicks == Ticks ? this with { Number = Number + 1 } : new LogEventId(at.UtcTicks, 0);

    public static LogEventId? Parse(string text) =>
        text.Split('-') is [var ticks, var number]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedTicks)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedNumber)
            ? new LogEventId(parsedTicks, parsedNumber)
            : null;

    public int CompareTo(LogEventId other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Number.CompareTo(other.Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ticks}-{Number}");
}
