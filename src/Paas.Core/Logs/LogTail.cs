namespace Paas.Logs;

/// <summary>Somebody who follows an app's log.</summary>
internal sealed class LogTail(LogQuery query, TimeProvider timeProvider)
{
    public LogBuffer Buffer { get; } = LogBuffer.ForTail(timeProvider);

    // Filtered before the buffer: lines that nobody asked for must not push out others.
    public void Write(LogLine line)
    {
        if (LogFilter.Matches(query, line))
            Buffer.Write(line);
    }
}
