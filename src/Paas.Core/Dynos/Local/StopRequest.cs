namespace Paas.Dynos.Local;

/// <summary>When a dyno has to be gone. A later request can only shorten the time.</summary>
internal sealed class StopRequest(TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenSource _overdue = new();
    private ITimer? _timer;
    private long _asked;
    private TimeSpan _grace;
    private bool _disposed;

    /// <summary>Cancelled when the dyno was told to stop.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Cancelled when its grace is over.</summary>
    public CancellationToken Overdue => _overdue.Token;

    public bool IsRequested => _requested.IsCancellationRequested;

    /// <summary>It has no time to end by itself.</summary>
    public bool IsImmediate
    {
        get
        {
            lock (_lock)
                return _timer is not null && _grace == TimeSpan.Zero;
        }
    }

    public void Ask(TimeSpan grace)
    {
        lock (_lock)
        {
            if (_disposed || (_timer is not null && Left() <= grace))
                return;
            _asked = clock.GetTimestamp();
            _grace = grace;
            _timer?.Dispose();
            _timer = clock.CreateTimer(_ => _overdue.Cancel(), null, grace, Timeout.InfiniteTimeSpan);
        }

        // Asynchronously: what follows a stop is not the caller's work.
        _ = _requested.CancelAsync();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private TimeSpan Left() => _grace - clock.GetElapsedTime(_asked);
}
