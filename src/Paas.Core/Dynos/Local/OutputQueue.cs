namespace Paas.Dynos.Local;

/// <summary>
/// The output of one dyno that the reader has not taken yet. When it exceeds the bound, a dyno with lossless output
/// waits; of any other, lines are dropped and counted until half of the bound is free again.
/// </summary>
internal sealed class OutputQueue(Guid dynoId, EventQueue events, int capacity, bool lossless)
{
    // What a line costs beyond its bytes: two objects and a place in the queue.
    private const int Overhead = 32;

    private readonly Lock _lock = new();
    private TaskCompletionSource? _space;
    private int _pending;
    private long _dropped;
    private bool _full;

    /// <summary>Hands over a line; waits for room when none may be lost.</summary>
    public ValueTask WriteAsync(string line, CancellationToken cancellationToken) =>
        WriteAsync(new DynoOutput(dynoId, line), line.Length + Overhead, cancellationToken);

    /// <summary>Hands over bytes of an attached dyno.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        WriteAsync(new DynoData(dynoId, data), data.Length + Overhead, cancellationToken);

    private ValueTask WriteAsync(DynoEvent output, int cost, CancellationToken cancellationToken)
    {
        Task wait;
        lock (_lock)
        {
            if (!_full && _pending > 0 && _pending + cost > capacity)
                _full = true;
            if (!_full)
            {
                PostDropped();
                _pending += cost;
                events.Post(output, this, cost);
                return default;
            }

            if (!lossless || cancellationToken.IsCancellationRequested)
            {
                _dropped++;
                return default;
            }

            _space ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            wait = _space.Task;
        }

        return WriteLaterAsync(output, cost, wait, cancellationToken);
    }

    /// <summary>Reports what was dropped last; to be called before the dyno's last event.</summary>
    public void Flush()
    {
        lock (_lock)
            PostDropped();
    }

    /// <summary>The reader took a line.</summary>
    public void Free(int cost)
    {
        lock (_lock)
        {
            _pending -= cost;
            if (!_full || _pending > capacity / 2)
                return;
            _full = false;
            _space?.TrySetResult();
            _space = null;
        }
    }

    private async ValueTask WriteLaterAsync(DynoEvent output, int cost, Task space, CancellationToken cancellationToken)
    {
        try
        {
            await space.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host ends; the line is counted as dropped below unless there is room by now.
        }

        await WriteAsync(output, cost, cancellationToken);
    }

    private void PostDropped()
    {
        if (_dropped == 0)
            return;
        events.Post(new DynoOutputDropped(dynoId, _dropped));
        _dropped = 0;
    }
}
