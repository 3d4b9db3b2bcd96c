using System.Globalization;
using System.Threading.Channels;

namespace Paas.Logs;

/// <summary>
/// Lines between the hub and one reader. When the reader is slow the oldest are dropped, and a notice in their place says
/// how many: every line is either read or counted.
/// </summary>
internal sealed class LogBuffer
{
    /// <summary>As Logplex: 1024 messages a drain or tail.</summary>
    public const int Capacity = 1024;

    private readonly Channel<LogLine> _lines;
    private readonly DroppedLines _dropped = new();
    private readonly TimeProvider _timeProvider;
    private readonly Func<int, string, string> _notice;

    /// <param name="timeProvider">Clock of the notices.</param>
    /// <param name="notice">Text of a notice from the number of lines and the time of the first one.</param>
    public LogBuffer(TimeProvider timeProvider, Func<int, string, string> notice)
    {
        _timeProvider = timeProvider;
        _notice = notice;
        _lines = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            line => _dropped.Add(line.AppId, timeProvider.GetUtcNow()));
    }

    public static LogBuffer ForTail(TimeProvider timeProvider) =>
        new(timeProvider, static (count, since) => $"Error L11 (Tail buffer overflow) -> This tail session dropped {count} messages since {since}.");

    public static LogBuffer ForDrain(TimeProvider timeProvider) =>
        new(timeProvider, static (count, since) => $"Error L10 (output buffer overflow): {count} messages dropped since {since}.");

    public void Write(LogLine line) => _lines.Writer.TryWrite(line);

    /// <summary>No line comes any more; what is there can still be read.</summary>
    public void Complete() => _lines.Writer.TryComplete();

    /// <summary>Waits for lines; false when there will be none.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _lines.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the notices that are due, and then up to <paramref name="most"/> lines.</summary>
    public IReadOnlyList<LogLine> Read(int most)
    {
        var batch = new List<LogLine>();
        foreach (var (appId, count, since) in _dropped.Take())
        {
            var first = since.ToString("yyyy-MM-dd'T'HH:mm:ss+00:00", CultureInfo.InvariantCulture);
            batch.Add(new LogLine(appId, _timeProvider.GetUtcNow(), "heroku", "logplex", _notice(count, first)));
        }

        while (most-- > 0 && _lines.Reader.TryRead(out var line))
            batch.Add(line);
        return batch;
    }
}
