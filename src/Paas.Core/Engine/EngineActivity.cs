namespace Paas.Engine;

/// <summary>
/// Counts the work that the engine has under way: messages in mailboxes and operations that will post back. Tests
/// advance the clock and then wait for rest.
/// </summary>
internal sealed class EngineActivity
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private long _running;

    public void Begin() => Interlocked.Increment(ref _running);

    public void End()
    {
        if (Interlocked.Decrement(ref _running) > 0)
            return;

        TaskCompletionSource? idle;
        lock (_gate)
        {
            if (Volatile.Read(ref _running) > 0)
                return;
            (idle, _idle) = (_idle, null);
        }

        idle?.TrySetResult();
    }

    /// <summary>Runs an operation outside any mailbox. It must handle its own exceptions.</summary>
    public void Run(Func<Task> operation) => _ = RunAsync(async () =>
    {
        await operation();
        return true;
    });

    /// <summary>Runs an operation outside any mailbox and returns its outcome.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> operation)
    {
        Begin();
        return Task.Run(async () =>
        {
            try
            {
                return await operation();
            }
            finally
            {
                End();
            }
        });
    }

    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _running) == 0)
                return Task.CompletedTask;
            return (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
