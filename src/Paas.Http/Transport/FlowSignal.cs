using System.Threading.Tasks.Sources;

namespace Paas;

/// <summary>
/// Wakes the one flow of a connection: sockets, timers and other connections set it, the flow looks around, does all it
/// can, and waits again. Setting it twice is the same as once; a set during work is not lost. Waiting allocates nothing.
/// </summary>
/// <param name="loop">The loop that the flow runs on; null for the thread pool.</param>
public sealed class FlowSignal(EventLoop? loop = null) : IFlow, IValueTaskSource, IThreadPoolWorkItem
{
    private const int Clear = 0;
    private const int Raised = 1;
    private const int Waiting = 2;
    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    /// <summary>The flow has done all it could and waits.</summary>
    public bool IsWaiting => Volatile.Read(ref _state) == Waiting;

    /// <summary>Waits until the signal is set; one waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Clear, Raised) == Raised)
            return ValueTask.CompletedTask;
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Clear) == Clear)
            return new ValueTask(this, _source.Version);
        Interlocked.Exchange(ref _state, Clear);
        return ValueTask.CompletedTask;
    }

    /// <summary>The loop that the flow runs on; null for the thread pool.</summary>
    public EventLoop? Loop => loop;

    /// <summary>Sets the signal; a waiting flow goes on inside this call, unless it belongs to another thread's loop.</summary>
    public void Set()
    {
        if (!Raise())
            return;
        if (loop is null || loop.IsCurrent)
            _source.SetResult(true);
        else
            loop.Post(this);
    }

    /// <summary>Sets the signal; a waiting flow goes on in its loop or the thread pool, so that the caller is not held up.</summary>
    public void Post()
    {
        if (!Raise())
            return;
        if (loop is null)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            loop.Post(this);
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
        // Whoever finds the signal raised relies on the flow's next look to see what he did before.
        Interlocked.MemoryBarrier();
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
