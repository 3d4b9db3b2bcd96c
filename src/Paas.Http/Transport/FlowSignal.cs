using System.Threading.Tasks.Sources;

namespace Paas;

/// <summary>
/// Wakes the one flow of a connection: sockets, timers and other connections set it, the flow looks around, does all it
/// can, and waits again. Setting it twice is the same as once; a set during work is not lost. Waiting allocates nothing.
/// </summary>
public sealed class FlowSignal : IFlow, IValueTaskSource, IThreadPoolWorkItem
{
    private const int Clear = 0;
    private const int Raised = 1;
    private const int Waiting = 2;
    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    /// <summary>Waits until the signal is set; one waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Clear, Raised) == Raised)
            return ValueTask.CompletedTask;
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Clear) == Clear)
            return new ValueTask(this, _source.Version);
        Volatile.Write(ref _state, Clear);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sets the signal; a waiting flow goes on inside this call.</summary>
    public void Set()
    {
        if (Raise())
            _source.SetResult(true);
    }

    /// <summary>Sets the signal; a waiting flow goes on in the thread pool, so that the caller is not held up.</summary>
    public void Post()
    {
        if (Raise())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IConnectionOwner.OnReady(DuplexConnection connection) => Set();

    void IThreadPoolWorkItem.Execute() => _source.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    // True when a waiter must be released by the caller.
    private bool Raise()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Raised:
                    return false;
                case Waiting when Interlocked.CompareExchange(ref _state, Clear, Waiting) == Waiting:
                    return true;
                case Clear when Interlocked.CompareExchange(ref _state, Raised, Clear) == Clear:
                    return false;
            }
        }
    }
}
