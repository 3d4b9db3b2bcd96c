using System.Collections.Concurrent;

namespace Paas.Forwarding;

/// <summary>The client connections that are open.</summary>
internal sealed class ClientConnections
{
    private readonly ConcurrentDictionary<ClientConnection, byte> _open = new();
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private volatile bool _closing;

    public int Count => Volatile.Read(ref _count);

    public void Add(ClientConnection connection)
    {
        Interlocked.Increment(ref _count);
        _open.TryAdd(connection, 0);
    }

    public void Remove(ClientConnection connection)
    {
        _open.TryRemove(connection, out _);
        if (Interlocked.Decrement(ref _count) == 0 && _closing)
            _emptied.TrySetResult();
    }

    /// <summary>Wakes the connections whose deadline has passed.</summary>
    public void Tick(long now)
    {
        foreach (var (connection, _) in _open)
            connection.Tick(now);
    }

    public void WakeAll()
    {
        foreach (var (connection, _) in _open)
            connection.Wake();
    }

    /// <summary>Completes when the last connection is closed; none may be added any more.</summary>
    public Task WhenEmptyAsync()
    {
        _closing = true;
        if (Count == 0)
            _emptied.TrySetResult();
        return _emptied.Task;
    }
}
