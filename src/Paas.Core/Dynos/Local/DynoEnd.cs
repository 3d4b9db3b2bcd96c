namespace Paas.Dynos.Local;

/// <summary>The end of a dyno: by itself, because it was told to, or not at all for this host.</summary>
/// <param name="processes">Its processes.</param>
/// <param name="stop">Whether and when it has to be gone.</param>
/// <param name="remainderGrace">See <see cref="LocalProcessOptions.RemainderGrace"/>.</param>
internal sealed class DynoEnd(DynoProcesses processes, StopRequest stop, TimeSpan remainderGrace)
{
    /// <summary>
    /// Waits until the main process ended, by itself or because it was told to, and the other processes after it. Some may still run then.
    /// </summary>
    /// <param name="ended">The end of the main process.</param>
    /// <param name="terminate">Sends SIGTERM, to a frozen dyno in a way that it gets it.</param>
    /// <param name="left">The host leaves the dyno to a later one.</param>
    /// <exception cref="OperationCanceledException">It was left.</exception>
    public async Task<DynoFailure> WaitAsync(Task ended, Action terminate, CancellationToken left)
    {
        if (!await EndsBeforeAsync(ended, stop.Requested, left))
        {
            terminate();
            if (!await EndsBeforeAsync(ended, stop.Overdue, CancellationToken.None))
                return DynoFailure.ExitTimeout;
        }

        // The main process is gone, maybe with the whole dyno; the rest has what is left of the grace.
        if (!stop.IsRequested)
        {
            if (processes.Living().Count == 0)
                return DynoFailure.None;
            terminate();
            await processes.WaitAsync(remainderGrace);
            return DynoFailure.None;
        }

        while (processes.Living().Count > 0)
        {
            if (stop.Overdue.IsCancellationRequested)
                return DynoFailure.ExitTimeout;
            await processes.WaitAsync(TimeSpan.FromMilliseconds(50));
        }

        return DynoFailure.None;
    }

    private static async Task<bool> EndsBeforeAsync(Task ended, CancellationToken overdue, CancellationToken left)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(overdue, left);
        try
        {
            await ended.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            if (!ended.IsCompleted && !overdue.IsCancellationRequested)
                left.ThrowIfCancellationRequested();
            return ended.IsCompleted;
        }
    }
}
