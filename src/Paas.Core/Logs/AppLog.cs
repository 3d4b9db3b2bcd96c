namespace Paas.Logs;

/// <summary>The kept lines of one app and those who follow it.</summary>
internal sealed class AppLog
{
    private readonly Lock _gate = new();
    private readonly LogRing _ring = new();
    private LogTail[] _tails = [];
    private bool _removed;

    /// <summary>The log of every app that is gone: it takes nothing.</summary>
    public static AppLog Gone { get; } = new() { _removed = true };

    public void Write(LogLine line)
    {
        lock (_gate)
        {
            if (_removed)
                return;
            _ring.Add(line);
            foreach (var tail in _tails)
                tail.Write(line);
        }
    }

    public LogLine[] Newest(LogQuery query)
    {
        lock (_gate)
            return _ring.Newest(query);
    }

    /// <summary>The kept lines, and at the same moment the tail joins: no line is missed or seen twice.</summary>
    public LogLine[] Join(LogQuery query, LogTail tail)
    {
        lock (_gate)
        {
            if (_removed)
                tail.Buffer.Complete();
            else
                _tails = [.. _tails, tail];
            return _ring.Newest(query);
        }
    }

    public void Leave(LogTail tail)
    {
        lock (_gate)
            _tails = Array.FindAll(_tails, other => other != tail);
    }

    /// <summary>Ends all tails; later lines are lost.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            _removed = true;
            foreach (var tail in _tails)
                tail.Buffer.Complete();
            _tails = [];
        }
    }
}
