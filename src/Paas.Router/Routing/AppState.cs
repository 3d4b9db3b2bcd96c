using Paas.Balancing;
using Paas.Errors;
using Paas.Telemetry;

namespace Paas.Routing;

/// <summary>What the router knows about an app across tables.</summary>
internal sealed class AppState
{
    private volatile AppView _view = AppView.Empty;
    private int _connections;
    // Requests so far above, requests in flight below: one step counts both.
    private long _counts;

    public AppState(Guid id, DateTimeOffset now)
    {
        Id = id;
        Counters = new AppCounters(now);
        Queue = new AppQueue(this);
    }

    public Guid Id { get; }

    /// <summary>Requests that wait for a dyno with room, of an app that has a cap.</summary>
    public AppQueue Queue { get; }

    /// <summary>A host by which the app was last asked for; tells later whether it is still routed.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its name as of the last request.</summary>
    public string Name { get; set; } = "";

    public AppCounters Counters { get; }

    public AppView View
    {
        get => _view;
        set => _view = value;
    }

    /// <summary>Requests between their head and their end, those that wait for a dyno included.</summary>
    public int InFlight => (int)Volatile.Read(ref _counts);

    /// <summary>Requests so far; wraps around.</summary>
    public uint Requests => (uint)(Volatile.Read(ref _counts) >> 32);

    public RetryBudget Retries { get; } = new();

    /// <summary>Pages of the app's own.</summary>
    public CustomPages Pages { get; } = new();

    /// <summary>Client connections whose last request was for this app.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Counts one more connection unless there are <paramref name="limit"/> already; 0 sets no limit.</summary>
    public bool TryConnect(int limit)
    {
        if (Interlocked.Increment(ref _connections) <= limit || limit == 0)
            return true;
        Disconnect();
        return false;
    }

    public void Disconnect() => Interlocked.Decrement(ref _connections);

    public void Enter() => Interlocked.Add(ref _counts, (1L << 32) + 1);

    public void Leave() => Interlocked.Decrement(ref _counts);
}
