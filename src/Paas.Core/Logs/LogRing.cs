namespace Paas.Logs;

/// <summary>The newest lines of an app. Grows as lines come, so that a silent app costs nothing.</summary>
internal sealed class LogRing
{
    /// <summary>Heroku keeps this many (devcenter.heroku.com/articles/logging#log-history-limits).</summary>
    public const int Capacity = 1500;

    private const int InitialCapacity = 16;

    private LogLine[] _lines = [];
    private int _oldest;
    private int _count;

    public void Add(LogLine line)
    {
        if (_count == Capacity)
        {
            _lines[_oldest] = line;
            _oldest = (_oldest + 1) % Capacity;
            return;
        }

        // The ring turns only when it is full, so its lines are in order while it grows.
        if (_count == _lines.Length)
            Array.Resize(ref _lines, Math.Clamp(_count * 2, InitialCapacity, Capacity));
        _lines[_count++] = line;
    }

    /// <summary>The newest lines that a query asks for, oldest first.</summary>
    public LogLine[] Newest(LogQuery query)
    {
        var wanted = Math.Clamp(query.Lines, 0, Capacity);
        var found = new List<LogLine>(Math.Min(wanted, _count));
        for (var i = _count - 1; i >= 0 && found.Count < wanted; i--)
        {
            var line = _lines[(_oldest + i) % _lines.Length];
            if (LogFilter.Matches(query, line))
                found.Add(line);
        }

        found.Reverse();
        return [.. found];
    }
}
