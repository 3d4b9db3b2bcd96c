using Paas.Routing;

namespace Paas.Upstreams;

/// <summary>
/// Idle connections to one dyno, the last used on top. Each has a receive under way: when the dyno closes one, it is told
/// here and the connection is gone before a request could meet it.
/// </summary>
internal sealed class UpstreamPool(RouterOptions options) : IConnectionOwner
{
    // A request that cannot be repeated takes only a connection that the dyno can hardly have closed by now.
    private const long FreshTime = 1000;
    private readonly Lock _lock = new();
    private readonly List<Entry> _idle = [];

    /// <summary>False once the dyno has left the table: what comes back is closed.</summary>
    public bool IsOpen { get; set; } = true;

    public int Count
    {
        get
        {
            lock (_lock)
                return _idle.Count;
        }
    }

    /// <summary>Takes a connection that is still open, on behalf of <paramref name="owner"/>.</summary>
    public TcpConnection? Take(IConnectionOwner owner, bool repeatable, long now)
    {
        while (true)
        {
            Entry entry;
            lock (_lock)
            {
                if (_idle.Count == 0 || (!repeatable && now - _idle[^1].Since > FreshTime))
                    return null;
                entry = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }
            entry.Connection.SetOwner(owner);
            if (entry.Until > now && entry.Connection.IsReceiving)
                return entry.Connection;
            entry.Connection.Dispose();
        }
    }

    /// <summary>Keeps a connection whose last response is complete, or closes it.</summary>
    /// <param name="connection">The connection, with nothing left to send.</param>
    /// <param name="seconds">How long the dyno said it keeps it, or -1.</param>
    /// <param name="now">The time, which the caller has read already, as in <see cref="Take"/>.</param>
    public void Return(TcpConnection connection, int seconds, long now)
    {
        var keep = options.DynoKeepAliveTimeout;
        // A second less than the dyno promised, so that it never closes first.
        if (seconds >= 0 && seconds - 1 < keep.TotalSeconds)
            keep = TimeSpan.FromSeconds(seconds - 1);
        if (keep <= TimeSpan.Zero || connection.Unsent > 0 || connection.Input.Length > 0
            || connection.Receive(int.MaxValue) || !connection.IsReceiving)
        {
            connection.Dispose();
            return;
        }
        // Before it can be taken: whoever takes it becomes the owner after us. What ends in between is seen at the end.
        connection.SetOwner(this);
        lock (_lock)
        {
            if (!IsOpen || _idle.Count >= options.MaxIdleConnectionsPerDyno)
            {
                connection.Dispose();
                return;
            }
            _idle.Add(new Entry(connection, now, RouterClock.After(now, keep)));
        }
        if (!connection.IsReceiving)
            CloseIfIdle(connection);
    }

    public void CloseExpired(long now)
    {
        lock (_lock)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                if (_idle[i].Until > now)
                    continue;
                _idle[i].Connection.Dispose();
                _idle.RemoveAt(i);
            }
        }
    }

    public void CloseAll() => CloseExpired(long.MaxValue);

    void IConnectionOwner.OnReady(DuplexConnection connection) => CloseIfIdle(connection);

    // Bytes or an end on an idle connection: neither belongs to a request. One that was taken meanwhile is not ours to close.
    private void CloseIfIdle(DuplexConnection connection)
    {
        lock (_lock)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                if (!ReferenceEquals(_idle[i].Connection, connection))
                    continue;
                // Told for another reason, such as room to send.
                if (!connection.Receive(int.MaxValue) && connection.IsReceiving)
                    return;
                _idle.RemoveAt(i);
                connection.Dispose();
                return;
            }
        }
    }

    private readonly record struct Entry(TcpConnection Connection, long Since, long Until);
}
