using System.Collections.Concurrent;

namespace Paas.Forwarding;

/// <summary>The client connections that are open, or the handshakes under way.</summary>
internal sealed class ClientConnections
{
    private readonly ConcurrentDictionary<IClientFlow, byte> _open = new();
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private int _closing;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Nothing goes on at the moment.</summary>
    public bool AreWaiting
    {
        get
        {
            foreach (var (connection, _) in _open)
            {
                if (!connection.IsWaiting)
                    return false;
            }
            return true;
        }
    }

    /// <summary>False when the router takes no more connections.</summary>
    public bool TryAdd(IClientFlow connection)
    {
        // Count first, then look: who closes does it the other way round, so one of the two sees the other.
        Interlocked.Increment(ref _count);
        if (Volatile.Read(ref _closing) == 1)
        {
            Remove(connection);
            return false;
        }
        _open.TryAdd(connection, 0);
        return true;
    }

    public void Remove(IClientFlow connection)
    {
        _open.TryRemove(connection, out _);
        if (Interlocked.Decrement(ref _count) == 0 && Volatile.Read(ref _closing) == 1)
            _emptied.TrySetResult();
    }

    /// <summary>Wakes the connections whose deadline has passed, and those that must make room.</summary>
    public void Tick(long now, int maxConnections)
    {
        var isCrowded = Count > maxConnections - maxConnections / 8;
        foreach (var (connection, _) in _open)
            connection.Tick(now, isCrowded);
    }

    public void WakeAll()
    {
        foreach (var (connection, _) in _open)
            connection.Wake();
    }

    /// <summary>Completes when the last connection is closed; none is added any more.</summary>
    public Task WhenEmptyAsync()
    {
        Interlocked.Exchange(ref _closing, 1);
        if (Count == 0)
            _emptied.TrySetResult();
        return _emptied.Task;
    }
}
