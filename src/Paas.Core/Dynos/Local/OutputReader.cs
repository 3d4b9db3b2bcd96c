using System.IO.Pipes;

namespace Paas.Dynos.Local;

/// <summary>Reads what a dyno writes, line by line.</summary>
internal sealed class OutputReader(PipeStream pipe, OutputQueue queue, TimeProvider clock, CancellationToken shutdown) : IDisposable
{
    // A process that got away from the dyno may hold the pipe open for ever. What the dyno itself wrote is in the pipe
    // when it is gone, and a pipe holds no more than 1 MB.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private const int MostInPipe = 1024 * 1024;

    private readonly LineSplitter _lines = new();
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Reads until nobody can write any more, or nothing is left after <see cref="DynoIsGone"/>.</summary>
    public async Task RunAsync()
    {
        var rest = MostInPipe;
        int count;
        while (rest > 0 && (count = await ReadAsync()) > 0)
        {
            if (_gone.IsCancellationRequested)
                rest -= count;
            _lines.Add(count);
            while (_lines.TryTake(out var line))
                await queue.WriteAsync(line, shutdown);
        }

        while (_lines.TryTakeRest(out var line))
            await queue.WriteAsync(line, shutdown);
        queue.Flush();
    }

    /// <summary>All processes of the dyno ended.</summary>
    public void DynoIsGone() => _gone.Cancel();

    public void Dispose()
    {
        pipe.Dispose();
        _gone.Dispose();
    }

    private async ValueTask<int> ReadAsync()
    {
        try
        {
            if (!_gone.IsCancellationRequested)
                return await pipe.ReadAsync(_lines.Free, _gone.Token);
        }
        catch (OperationCanceledException)
        {
            // Once more, with a bound.
        }

        using var bound = new CancellationTokenSource(Quiet, clock);
        try
        {
            return await pipe.ReadAsync(_lines.Free, bound.Token);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
