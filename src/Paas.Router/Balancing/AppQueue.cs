using Paas.Routing;

namespace Paas.Balancing;

/// <summary>
/// The requests of an app that wait until a dyno has room, in the order of their arrival. A place that becomes free goes
/// straight to the oldest request that may have it; nobody else is woken.
/// <code>
/// Join ──► room ──► granted ──► TryTake ──► RoutedDyno.Leave, then OnRoom
///   │       no        ▲ HandOut under the lock, by whoever frees a place
///   └──► full: H11    │ or brings dynos
///   └──► waiting ─────┘──► Cancel: the client went, or the wait is over
/// </code>
/// </summary>
/// <remarks>
/// Dynos are left without the lock, as most requests never queue. So that no place is lost: who leaves counts down, then
/// looks at <see cref="Count"/>; who queues counts up, then looks for room. One of the two sees the other.
/// </remarks>
internal sealed class AppQueue(AppState app)
{
    private readonly Lock _lock = new();
    private SplitMix _random = new((ulong)app.Id.GetHashCode());
    private QueuedRequest? _first;
    private QueuedRequest? _last;
    private long _tickets;
    private int _count;
    private int _picky;

    /// <summary>Requests that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Asks for a dyno; a request that waited before keeps its rank.</summary>
    public JoinResult Join(QueuedRequest request, int limit, long now)
    {
        lock (_lock)
        {
            if (request.Granted is not null)
                return JoinResult.Granted;
            var isNew = request.Ticket == 0;
            if (isNew)
                request.Ticket = ++_tickets;
            if (request.IsWaiting)
            {
                HandOut(null, now);
            }
            else if (_count == 0 && app.View.Pick(request.Wish, now, ref _random, out _) is { } dyno)
            {
                Grant(request, dyno);
            }
            else
            {
                if (isNew && _count >= limit)
                    return JoinResult.Full;
                Insert(request);
                // Only the first must look again: behind others it gets no room that they would not get, unless they are picky.
                if (_count == 1 || _picky > 0)
                    HandOut(null, now);
            }
            return request.Granted is null ? JoinResult.Queued : JoinResult.Granted;
        }
    }

    /// <summary>Takes over the dyno that was granted, if any; its place must be left again.</summary>
    public RoutedDyno? TryTake(QueuedRequest request)
    {
        lock (_lock)
        {
            var dyno = request.Granted;
            request.Granted = null;
            return dyno;
        }
    }

    /// <summary>Gives up the place in the queue, or the dyno that was granted meanwhile.</summary>
    public void Cancel(QueuedRequest request, long now)
    {
        RoutedDyno? dyno;
        lock (_lock)
        {
            if (request.IsWaiting)
                Remove(request);
            dyno = request.Granted;
            request.Granted = null;
        }
        if (dyno is null)
            return;
        dyno.Leave();
        OnRoom(dyno, now);
    }

    /// <summary>Called after a dyno was left, or when others may have room.</summary>
    /// <param name="freed">The dyno that was left, or null.</param>
    /// <param name="now">The time.</param>
    public void OnRoom(RoutedDyno? freed, long now)
    {
        if (Count == 0)
            return;
        lock (_lock)
            HandOut(freed, now);
    }

    /// <summary>Wakes all, because the app's route says something else now.</summary>
    public void WakeAll()
    {
        lock (_lock)
        {
            for (var request = _first; request is not null; request = request.Behind)
                request.Flow.Post();
        }
    }

    private void HandOut(RoutedDyno? freed, long now)
    {
        var view = app.View;
        for (var request = _first; request is not null;)
        {
            var next = request.Behind;
            var dyno = !request.Wish.IsPicky && freed is { IsRetired: false, IsHealthy: true, HasRoom: true } && freed.QuarantinedUntil <= now
                ? freed
                : view.Pick(request.Wish, now, ref _random, out _);
            if (dyno is not null)
            {
                Remove(request);
                Grant(request, dyno);
                request.Flow.Post();
            }
            else if (!request.Wish.IsPicky)
            {
                // What is good enough for nobody here is not there.
                return;
            }
            request = next;
        }
    }

    private static void Grant(QueuedRequest request, RoutedDyno dyno)
    {
        dyno.Enter();
        request.Granted = dyno;
    }

    private void Insert(QueuedRequest request)
    {
        var before = _last;
        while (before is not null && before.Ticket > request.Ticket)
            before = before.Before;
        request.Before = before;
        request.Behind = before is null ? _first : before.Behind;
        if (request.Before is null)
            _first = request;
        else
            request.Before.Behind = request;
        if (request.Behind is null)
            _last = request;
        else
            request.Behind.Before = request;
        request.IsWaiting = true;
        if (request.Wish.IsPicky)
            _picky++;
        Interlocked.Increment(ref _count);
    }

    private void Remove(QueuedRequest request)
    {
        if (request.Before is null)
            _first = request.Behind;
        else
            request.Before.Behind = request.Behind;
        if (request.Behind is null)
            _last = request.Before;
        else
            request.Behind.Before = request.Before;
        request.Before = request.Behind = null;
        request.IsWaiting = false;
        if (request.Wish.IsPicky)
            _picky--;
        Interlocked.Decrement(ref _count);
    }
}
