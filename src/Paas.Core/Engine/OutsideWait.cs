namespace Paas.Engine;

/// <summary>
/// Lets an operation of <see cref="EngineActivity"/> wait for the world outside (a dyno's end, somebody's request)
/// without counting as work. Whoever completes the wait makes it count again first, so there is no instant at which the
/// engine looks idle though something follows.
/// </summary>
internal sealed class OutsideWait<T>(EngineActivity activity)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _completed;

    /// <summary>Ends the wait; only the first value counts.</summary>
    public void Complete(T value)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 1)
            return;
        activity.Begin();
        _completion.SetResult(value);
    }

    /// <summary>Waits; called once, inside an operation that the activity counts.</summary>
    public Task<T> WaitAsync()
    {
        activity.End();
        return _completion.Task;
    }
}
