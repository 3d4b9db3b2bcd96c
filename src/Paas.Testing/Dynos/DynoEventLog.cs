namespace Paas.Testing;

/// <summary>Reads the events of a driver as an engine does, and lets tests wait for them.</summary>
public sealed class DynoEventLog : IAsyncDisposable
{
    /// <summary>How long a test waits for an event before it fails.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<DynoEvent> _events = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to read.</summary>
    /// <param name="driver">A driver that nobody else reads.</param>
    public DynoEventLog(IDynoDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        _reading = Task.Run(() => ReadAsync(driver));
    }

    /// <summary>What was reported of a dyno so far.</summary>
    public IReadOnlyList<DynoEvent> Of(Guid dynoId)
    {
        lock (_lock)
            return _events.FindAll(dynoEvent => dynoEvent.DynoId == dynoId);
    }

    /// <summary>The lines of a dyno so far.</summary>
    public IReadOnlyList<string> LinesOf(Guid dynoId) => [.. Of(dynoId).OfType<DynoOutput>().Select(output => output.Line)];

    /// <summary>Waits for the first event of a kind.</summary>
    /// <exception cref="TimeoutException">It did not come; the message lists what did.</exception>
    /// <exception cref="InvalidOperationException">The dyno ended without it.</exception>
    public async Task<T> WaitAsync<T>(Guid dynoId, Func<T, bool>? predicate, CancellationToken cancellationToken) where T : DynoEvent
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Bound);
        var seen = 0;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                while (seen < _events.Count)
                {
                    var dynoEvent = _events[seen++];
                    if (dynoEvent.DynoId != dynoId)
                        continue;
                    if (dynoEvent is T found && (predicate?.Invoke(found) ?? true))
                        return found;
                    if (dynoEvent is DynoExited)
                        throw new InvalidOperationException($"The dyno ended without the {typeof(T).Name}. Events: {string.Join("; ", Of(dynoId).TakeLast(20))}");
                }

                changed = _changed.Task;
            }

            try
            {
                await await Task.WhenAny(changed.WaitAsync(bound.Token), Failed());
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"No {typeof(T).Name} in {Bound}. Events: {string.Join("; ", Of(dynoId).TakeLast(20))}");
            }
        }
    }

    /// <summary>Waits for the last event of a dyno.</summary>
    public Task<DynoExited> WaitForExitAsync(Guid dynoId, CancellationToken cancellationToken) =>
        WaitAsync<DynoExited>(dynoId, null, cancellationToken);

    /// <summary>Waits for a line.</summary>
    public Task<DynoOutput> WaitForLineAsync(Guid dynoId, string line, CancellationToken cancellationToken) =>
        WaitAsync<DynoOutput>(dynoId, output => output.Line == line, cancellationToken);

    /// <summary>Ends reading.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAny(_reading);
        _end.Dispose();
    }

    /// <summary>Fails when reading failed, and never completes otherwise.</summary>
    private async Task Failed()
    {
        await _reading;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
    }

    private async Task ReadAsync(IDynoDriver driver)
    {
        await foreach (var dynoEvent in driver.WatchAsync(_end.Token))
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                _events.Add(dynoEvent);
                changed = _changed;
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }
}
