using System.Collections.Concurrent;
using System.Net.Sockets;
using Paas.EventLoops;

namespace Paas;

/// <summary>
/// One thread that waits for many sockets by epoll(7) and runs the flows of their connections itself, as nginx does: no
/// hop to another thread between a byte that arrives and the byte that leaves. What runs here must not block.
/// </summary>
/// <remarks>
/// A connection belongs to the loop that made it and is used on its thread only; others reach it by <see cref="Post"/>.
/// Sockets are watched edge-triggered for everything once, so that a request costs no call to change what is watched.
/// </remarks>
public sealed unsafe class EventLoop : IDisposable
{
    private const int MaxEvents = 256;
    private const int MaxPipes = 64;
    private const ulong WakeTag = ulong.MaxValue;
    private readonly int _epoll;
    private readonly int _wake;
    private readonly Thread _thread;
    private readonly Action<Exception>? _onFailure;
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _posted = new();
    private readonly Stack<int> _free = new();
    private readonly Stack<KernelPipe> _pipes = new();
    private Slot[] _slots = new Slot[64];
    private int _used;
    private int _count;
    private int _woken;
    private volatile bool _stopping;
    private bool _ended;

    /// <summary>Creates a loop and starts its thread.</summary>
    /// <param name="index">Its number among its siblings, from 0.</param>
    /// <param name="onFailure">Told of what a handler throws, a bug that costs its connection but not the loop; null to ignore it.</param>
    /// <exception cref="PlatformNotSupportedException">The system has no epoll; see <see cref="IsSupported"/>.</exception>
    /// <exception cref="IOException">The system gives no more descriptors.</exception>
    public EventLoop(int index, Action<Exception>? onFailure = null)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("Event loops need Linux.");
        Index = index;
        _onFailure = onFailure;
        _epoll = Linux.CreateEpoll();
        _wake = _epoll < 0 ? _epoll : Linux.CreateEvent();
        if (_wake < 0 || Linux.Watch(_epoll, _wake, Linux.EPOLLIN, WakeTag) < 0)
        {
            CloseDescriptors();
            throw new IOException($"No event loop could be made: error {-_wake} of the system (are the file descriptors used up?).");
        }
        _thread = new Thread(Run) { IsBackground = true, Name = $"Paas event loop {index}" };
        _thread.Start();
    }

    /// <summary>Event loops work on this system.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>
    /// Descriptors that the process may have open (RLIMIT_NOFILE), more than can be where that is unknown. A .NET process
    /// that runs out of them cannot start a thread any more and ends, so who opens many leaves some.
    /// </summary>
    public static long MaxDescriptors => IsSupported ? Linux.DescriptorLimit() : long.MaxValue;

    /// <summary>The number given at creation.</summary>
    public int Index { get; }

    /// <summary>Connections and listeners that the loop watches.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The caller runs on the loop's thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Runs <paramref name="item"/> on the loop's thread, soon; after the loop has ended on the thread pool.</summary>
    public void Post(IThreadPoolWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        _posted.Enqueue(item);
        if (Interlocked.Exchange(ref _woken, 1) == 1)
            return;
        lock (_posted)
        {
            if (!_ended)
            {
                Linux.Signal(_wake);
                return;
            }
        }
        HandToPool();
    }

    /// <summary>Ends the loop once what was posted has run, and waits for that unless called on its thread. Connections that are left are closed.</summary>
    public void Dispose()
    {
        _stopping = true;
        lock (_posted)
        {
            if (!_ended)
                Linux.Signal(_wake);
        }
        if (!IsCurrent)
            _thread.Join();
    }

    /// <summary>Watches a socket; the loop's thread only. Minus the error number when the system refuses.</summary>
    internal int Add(int descriptor, ILoopSource source, uint events, out int slot)
    {
        slot = _free.Count > 0 ? _free.Pop() : _used++;
        if (slot == _slots.Length)
            Array.Resize(ref _slots, slot * 2);
        ref var entry = ref _slots[slot];
        entry.Source = source;
        // The round tells a late event of a closed socket from one of its successor in the same slot.
        var result = Linux.Watch(_epoll, descriptor, events, (ulong)++entry.Round << 32 | (uint)slot);
        if (result < 0)
            Release(slot);
        else
            Interlocked.Increment(ref _count);
        return result;
    }

    /// <summary>Forgets a socket that is about to be closed, which ends the watch; the loop's thread only.</summary>
    internal void Remove(int slot)
    {
        Release(slot);
        Interlocked.Decrement(ref _count);
    }

    /// <summary>Ends the watch of a socket that stays open.</summary>
    internal void Unwatch(int descriptor, int slot)
    {
        _ = Linux.Unwatch(_epoll, descriptor);
        Remove(slot);
    }

    /// <summary>An empty pipe; null when the system gives no more. The loop's thread only, as is <see cref="Return"/>.</summary>
    internal KernelPipe? TakePipe() => _pipes.TryPop(out var pipe) ? pipe : KernelPipe.TryOpen();

    /// <summary>Takes a pipe back; one with bytes in it is closed.</summary>
    internal void Return(KernelPipe pipe)
    {
        if (pipe.Length > 0 || _pipes.Count == MaxPipes || _ended)
            pipe.Dispose();
        else
            _pipes.Push(pipe);
    }

    internal static SocketError ToSocketError(int error) => error switch
    {
        0 => SocketError.Success,
        Linux.EINPROGRESS => SocketError.InProgress,
        Linux.ECONNREFUSED => SocketError.ConnectionRefused,
        Linux.ETIMEDOUT => SocketError.TimedOut,
        Linux.EADDRNOTAVAIL => SocketError.AddressNotAvailable,
        Linux.ENETUNREACH => SocketError.NetworkUnreachable,
        Linux.EHOSTUNREACH => SocketError.HostUnreachable,
        Linux.EMFILE or Linux.ENFILE => SocketError.TooManyOpenSockets,
        Linux.ENOBUFS or Linux.ENOMEM => SocketError.NoBufferSpaceAvailable,
        _ => SocketError.SocketError,
    };

    private void Release(int slot)
    {
        _slots[slot].Source = null;
        _free.Push(slot);
    }

    private void Run()
    {
        if (EpollEvent.IsPacked)
        {
            var events = stackalloc PackedEpollEvent[MaxEvents];
            while (!IsOver)
            {
                var count = Linux.Wait(_epoll, events, MaxEvents);
                for (var i = 0; i < count; i++)
                    Dispatch(events[i].Events, events[i].Tag);
                RunPosted();
            }
        }
        else
        {
            var events = stackalloc EpollEvent[MaxEvents];
            while (!IsOver)
            {
                var count = Linux.Wait(_epoll, events, MaxEvents);
                for (var i = 0; i < count; i++)
                    Dispatch(events[i].Events, events[i].Tag);
                RunPosted();
            }
        }
        End();
    }

    // Looked at before each wait: a signal that was cleared together with another one has been heeded here.
    private bool IsOver => _stopping && _posted.IsEmpty;

    private void Dispatch(uint events, ulong tag)
    {
        if (tag == WakeTag)
        {
            Linux.ClearSignal(_wake);
            return;
        }
        ref var entry = ref _slots[(int)(uint)tag];
        if (entry.Round != (uint)(tag >> 32))
            return;
        try
        {
            entry.Source?.OnEvents(events);
        }
        catch (Exception exception)
        {
            _onFailure?.Invoke(exception);
        }
    }

    private void RunPosted()
    {
        if (Volatile.Read(ref _woken) == 0)
            return;
        // Open the door first: what is enqueued from here on signals again.
        Interlocked.Exchange(ref _woken, 0);
        for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var item); left--)
        {
            try
            {
                item.Execute();
            }
            catch (Exception exception)
            {
                _onFailure?.Invoke(exception);
            }
        }
        if (!_posted.IsEmpty && Interlocked.Exchange(ref _woken, 1) == 0)
            Linux.Signal(_wake);
    }

    private void HandToPool()
    {
        // Open the door first: what is posted from here on finds the loop ended.
        Interlocked.Exchange(ref _woken, 0);
        while (_posted.TryDequeue(out var item))
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    private void End()
    {
        for (var slot = 0; slot < _used; slot++)
            _slots[slot].Source?.OnLoopEnded();
        while (_pipes.TryPop(out var pipe))
            pipe.Dispose();
        lock (_posted)
        {
            _ended = true;
            CloseDescriptors();
        }
        HandToPool();
    }

    private void CloseDescriptors()
    {
        if (_wake >= 0)
            Linux.Close(_wake);
        if (_epoll >= 0)
            Linux.Close(_epoll);
    }

    private struct Slot
    {
        public ILoopSource? Source;
        public uint Round;
    }
}
