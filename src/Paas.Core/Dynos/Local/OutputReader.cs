namespace Paas.Dynos.Local;

/// <summary>Reads what a dyno writes, from its first byte to its last.</summary>
internal abstract class OutputReader(OutputSource source) : IDisposable
{
    // A process that got away from the dyno may hold the pipe open for ever, and write. What the dyno itself wrote is in the
    // pipe when it is gone, and a pipe holds no more than 1 MB.
    private const int MostInPipe = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _last = new();
    private TaskCompletionSource? _held;
    private volatile bool _abandoned;

    /// <summary>Room for the next bytes.</summary>
    protected abstract Memory<byte> Free { get; }

    /// <summary>Reads until nobody can write any more, nothing is left after <see cref="DynoIsGone"/>, or <see cref="Abandon"/>.</summary>
    public async Task RunAsync()
    {
        var rest = MostInPipe;
        int count;
        while (rest > 0 && (count = await ReadAsync()) > 0)
        {
            if (_last.IsCancellationRequested)
                rest -= count;
            await TakeAsync(count);
        }

        await EndAsync();
    }

    /// <summary>All processes of the dyno ended: reads what they left.</summary>
    public void DynoIsGone()
    {
        _last.Cancel();
        Hold(false);
    }

    /// <summary>Reads no more; the rest is for a later host.</summary>
    public void Abandon()
    {
        _abandoned = true;
        DynoIsGone();
    }

    /// <summary>Stops reading, so that the dyno waits in its writes, or goes on.</summary>
    public void Hold(bool held)
    {
        lock (_lock)
        {
            if (held && !_last.IsCancellationRequested)
            {
                _held ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                return;
            }

            _held?.TrySetResult();
            _held = null;
        }
    }

    public void Dispose()
    {
        source.Dispose();
        _last.Dispose();
    }

    /// <summary>Takes what was read into <see cref="Free"/>.</summary>
    protected abstract ValueTask TakeAsync(int count);

    /// <summary>Nothing more will come.</summary>
    protected abstract ValueTask EndAsync();

    private async ValueTask<int> ReadAsync()
    {
        while (Volatile.Read(ref _held) is { } held)
            await held.Task;
        try
        {
            if (!_last.IsCancellationRequested)
                return await source.ReadAsync(Free, _last.Token);
        }
        catch (OperationCanceledException)
        {
            // What is there now is the last.
        }

        return !_abandoned && source.HasMore ? await source.ReadAsync(Free, CancellationToken.None) : 0;
    }
}
