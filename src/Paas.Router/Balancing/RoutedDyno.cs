using Paas.Health;
using Paas.Routing;
using Paas.Telemetry;
using Paas.Upstreams;

namespace Paas.Balancing;

/// <summary>What the router knows about a dyno across tables: load, quarantine, connections.</summary>
internal sealed class RoutedDyno
{
    private readonly Lock _drainLock = new();
    private TaskCompletionSource? _drained;
    private int _inFlight;
    private long _quarantinedUntil;
    private int _limit = int.MaxValue;
    private volatile bool _retired;
    private volatile bool _unhealthy;

    public RoutedDyno(RouteTarget target, RouterOptions options)
    {
        Target = target;
        Pools = new UpstreamPools(options);
    }

    public RouteTarget Target { get; }

    public UpstreamPools Pools { get; }

    public DynoCounters Counters { get; } = new();

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Most requests in flight, by the app's cap or by measurement.</summary>
    public int Limit
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    /// <summary>Finds <see cref="Limit"/>, where the app wants that.</summary>
    public AdaptiveLimit? Adaptive { get; private set; }

    public bool HasRoom => InFlight < Limit;

    /// <summary>False once its checks failed, until they pass again.</summary>
    public bool IsHealthy
    {
        get => !_unhealthy;
        set => _unhealthy = !value;
    }

    /// <summary>The dyno has left the table: its connections are not kept.</summary>
    public bool IsRetired => _retired;

    public long QuarantinedUntil
    {
        get => Volatile.Read(ref _quarantinedUntil);
        set => Volatile.Write(ref _quarantinedUntil, value);
    }

    /// <summary>What the dyno is called in the cookie of its clients; 0 while the app has no session affinity.</summary>
    public UInt128 Affinity { get; set; }

    /// <summary>What its release is called there.</summary>
    public ulong ReleaseKey { get; set; }

    /// <summary>Its checks, while the app has any.</summary>
    public CheckedDyno? Check { get; set; }

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) > 0)
            return;
        lock (_drainLock)
        {
            if (InFlight == 0)
                _drained?.TrySetResult();
        }
    }

    public void Retire()
    {
        _retired = true;
        Pools.IsOpen = false;
        Pools.CloseAll();
    }

    public void Restore(RouteSettings settings, int most)
    {
        if (settings.AdaptiveConcurrency)
        {
            var max = settings.MaxInFlightPerDyno > 0 ? settings.MaxInFlightPerDyno : most;
            if (Adaptive?.Max != max)
                Adaptive = new AdaptiveLimit(max);
            Limit = Adaptive.Limit;
        }
        else
        {
            Adaptive = null;
            Limit = settings.MaxInFlightPerDyno > 0 ? settings.MaxInFlightPerDyno : int.MaxValue;
        }
        if (settings.HealthCheck is null)
        {
            Check = null;
            IsHealthy = true;
        }
        _retired = false;
        Pools.IsOpen = true;
    }

    /// <summary>Completes when nothing is in flight.</summary>
    public Task WhenIdleAsync()
    {
        lock (_drainLock)
        {
            if (_drained is null || _drained.Task.IsCompleted)
                _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // Leave looks at the waiter after it has counted down, so one of the two sees the other.
            if (InFlight == 0)
                _drained.TrySetResult();
            return _drained.Task;
        }
    }
}
