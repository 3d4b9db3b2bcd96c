using System.Net.Sockets;
using Paas.Balancing;
using Paas.Errors;
using Paas.Forwarding;
using Paas.Routing;

namespace Paas.Upstreams;

/// <summary>
/// Finds a dyno for one request and a connection to it: looks the route up, waits while none is up, picks, takes a kept
/// connection or makes one, and goes on to the next dyno when that fails.
/// </summary>
internal sealed class DynoCheckout(RouterContext context, HostCache hosts, IFlow signal, HttpExchange exchange)
{
    private const int MaxRepeats = 2;
    private SplitMix _random = new(context.Random);
    private readonly QueuedRequest _place = new(signal);
    private AppState? _app;
    private RouteSettings _settings = RouteSettings.Default;
    private bool _repeatable;
    private bool _freshOnly;
    private bool _connecting;
    private bool _held;
    private int _attempts;
    private int _repeats;
    private RoutedDyno? _failed;
    private long _waitDeadline;
    private long _queuedAt;
    private long _openedAt;
    private long _connectStart;

    public ref SplitMix Random => ref _random;

    public RoutedDyno? Dyno { get; private set; }

    public TcpConnection? Connection { get; private set; }

    /// <summary>The connection was kept from an earlier request.</summary>
    public bool IsReused { get; private set; }

    /// <summary>
    /// A repeatable request that got no byte of an answer may go on: its connection was a kept one, or there are other dynos
    /// to try, a few times only: a request that kills dynos must not meet all of them.
    /// </summary>
    public bool MayRepeat => _repeatable && (IsReused || (_repeats < MaxRepeats && _app!.View.Dynos.Length > 1));

    /// <summary>Milliseconds that the connect took, or -1.</summary>
    public long ConnectTime { get; private set; }

    /// <summary>Milliseconds in the app's queue; -1 when the app has none, because its dynos have no cap.</summary>
    public long QueueTime { get; private set; }

    /// <summary>When to look again, whatever happens.</summary>
    public long Deadline { get; private set; }

    public RouterError? Error { get; private set; }

    public void Start(AppState app, RouteSettings settings, DynoWish wish, bool repeatable, long now)
    {
        _app = app;
        _settings = settings;
        _place.Wish = wish;
        _place.Ticket = 0;
        QueueTime = _queuedAt = -1;
        _repeatable = repeatable;
        _freshOnly = _connecting = false;
        _attempts = _repeats = 0;
        _failed = null;
        _waitDeadline = RouterClock.After(now, context.Options.DynoWaitTimeout);
        ConnectTime = -1;
        Dyno = null;
        Error = null;
    }

    public StepStatus Advance(long now)
    {
        while (true)
        {
            if (_connecting)
            {
                var status = AdvanceConnect(now);
                if (status != StepStatus.Retry)
                    return status;
            }
            var table = context.Routes.Table;
            var route = hosts.Again();
            if (!ReferenceEquals(table, hosts.Table))
                continue;
            if (route is null || route.AppId != _app!.Id)
                return Fail(RouterErrors.NoSuchApp);
            if (Refusal(route) is { } refusal)
                return Fail(refusal);
            var view = context.Routes.View(table, _app, route);
            if (view is null)
                continue;

            Dyno = view.IsCapped ? TakePlace(view, route, now) : Pick(view, route, now);
            if (Error is not null)
                return Fail(Error);
            // The dyno counts us already: who drains one swaps the table first, then looks at the count. A table that came
            // before we were held woke nobody. And a dyno may leave the table between its grant and our waking up.
            if (!ReferenceEquals(context.Routes.Table, table) || Dyno is { IsRetired: true })
            {
                if (Dyno is { IsRetired: true })
                    view.Spoil(); // its app slept and woke with the same dynos
                LeaveDyno();
                continue;
            }
            if (Dyno is null)
            {
                if (route.Status == RouteStatus.Idle)
                    Deadline = Math.Min(Deadline, context.Wakings.Wake(context.Routes, table, route.AppId, exchange.Host, now));
                return StepStatus.Waiting;
            }
            Release();
            if (Open(Dyno, now))
                return StepStatus.Done;
        }
    }

    /// <summary>Gives the dyno back after a complete response.</summary>
    /// <param name="reusable">Its connection may be kept.</param>
    /// <param name="keepAliveSeconds">For how long, as the dyno said, or -1.</param>
    /// <param name="isAnswer">The time it took says something about the dyno.</param>
    /// <param name="now">The time.</param>
    public void CheckIn(bool reusable, int keepAliveSeconds, bool isAnswer, long now)
    {
        if (isAnswer && Dyno is { Adaptive: { } adaptive } dyno)
            dyno.Limit = adaptive.Add(context.Clock.Micros - _openedAt, dyno.InFlight);
        if (Connection is { } connection)
        {
            if (reusable)
                Dyno!.Pools.Of(signal.Loop).Return(connection, keepAliveSeconds, now);
            else
                connection.Dispose();
            Connection = null;
        }
        LeaveDyno();
    }

    /// <summary>Closes the connection, if any; the dyno sees that nobody waits for its answer.</summary>
    public void Abandon()
    {
        Release();
        LeaveQueue();
        _connecting = false;
        Connection?.Dispose();
        Connection = null;
        LeaveDyno();
    }

    /// <summary>Goes back to picking, for a request whose connection the dyno closed without a byte of an answer.</summary>
    /// <returns>False when the app has used up its retries.</returns>
    public bool TryRestart()
    {
        if (!IsReused)
            _repeats++;
        // A dyno that dies has the fewest requests in flight, and would be picked again at once.
        _failed = Dyno;
        Abandon();
        _freshOnly = true;
        return TryRetry();
    }

    private static RouterError? Refusal(HttpRoute route) => route.Status switch
    {
        RouteStatus.Maintenance => RouterErrors.Maintenance,
        _ when !route.Targets.IsDefaultOrEmpty => null,
        RouteStatus.QuotaExhausted => RouterErrors.QuotaExhausted,
        RouteStatus.Blank => RouterErrors.BlankApp,
        RouteStatus.NoWebDynos => RouterErrors.NoWebProcesses,
        RouteStatus.Crashed => RouterErrors.AppCrashed,
        _ => null,
    };

    private RoutedDyno? Pick(AppView view, HttpRoute route, long now)
    {
        LeaveQueue();
        if (_app!.InFlight > (long)context.Options.MaxInFlightPerDyno * Math.Max(1, view.Dynos.Length))
        {
            Error = RouterErrors.BacklogTooDeep;
            return null;
        }
        var dyno = (_failed is null ? null : DynoPicker.PickOther(view.Dynos, _failed, now))
            ?? view.Pick(_place.Wish, now, ref _random, out _);
        if (dyno is not null)
        {
            dyno.Enter();
            return dyno;
        }
        if (now >= _waitDeadline)
            Error = view.Dynos.Length > 0 ? RouterErrors.AllQuarantined : RouterErrors.BootTimeout;
        Hold(route);
        Deadline = Math.Min(_waitDeadline, DynoPicker.FirstRelease(view.Dynos, now));
        return null;
    }

    // A dyno that has room for us, or a place in the queue.
    private RoutedDyno? TakePlace(AppView view, HttpRoute route, long now)
    {
        Release();
        var result = _app!.Queue.Join(_place, view.Settings.MaxQueued ?? context.Options.MaxQueuedPerApp, now);
        QueueTime = Math.Max(QueueTime, 0);
        if (result == JoinResult.Granted)
        {
            EndQueueTime(now);
            return _app.Queue.TryTake(_place);
        }
        if (result == JoinResult.Full)
        {
            Error = RouterErrors.BacklogTooDeep;
            return null;
        }
        if (_queuedAt < 0)
            _queuedAt = now;
        context.Queued.Watch(_app, route);
        if (now >= _waitDeadline)
        {
            // Dynos that are up but full for so long are a backlog too (vegur: backlog_timeout).
            Error = view.Dynos.Length == 0 ? RouterErrors.BootTimeout
                : DynoPicker.AllQuarantined(view.Dynos, now) ? RouterErrors.AllQuarantined
                : RouterErrors.BacklogTooDeep;
        }
        Deadline = Math.Min(_waitDeadline, DynoPicker.FirstRelease(view.Dynos, now));
        return null;
    }

    private bool Open(RoutedDyno dyno, long now)
    {
        Connection = _freshOnly ? null : dyno.Pools.Of(signal.Loop).Take(signal, _repeatable, now);
        IsReused = Connection is not null;
        _connectStart = now;
        if (dyno.Adaptive is not null)
            _openedAt = context.Clock.Micros;
        if (IsReused)
        {
            ConnectTime = 0;
            return true;
        }
        try
        {
            Connection = context.Dial?.Invoke(dyno.Target) ?? TcpConnection.Create(dyno.Target.Address.AddressFamily, signal.Loop);
            Connection.SetOwner(signal);
            Connection.Connect(dyno.Target.Address);
        }
        catch (SocketException)
        {
            // No socket to be had: AdvanceConnect finds no connection and reports the platform's fault.
            Connection?.Dispose();
            Connection = null;
        }
        _connecting = true;
        return false;
    }

    // Retry: this dyno is out, take another.
    private StepStatus AdvanceConnect(long now)
    {
        var result = Connection?.ConnectResult ?? SocketError.TooManyOpenSockets;
        var deadline = RouterClock.After(_connectStart, _settings.ConnectTimeout ?? context.Options.ConnectTimeout);
        if (result == SocketError.InProgress && now < deadline)
        {
            Deadline = deadline;
            return StepStatus.Waiting;
        }
        _connecting = false;
        ConnectTime = now - _connectStart;
        if (result == SocketError.IsConnected)
            return StepStatus.Done;
        if (result is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable)
            return Fail(RouterErrors.Platform);

        var dyno = Dyno!;
        dyno.QuarantinedUntil = RouterClock.After(now, context.Options.QuarantineTime);
        var timedOut = result is SocketError.InProgress or SocketError.TimedOut;
        var limit = Math.Min(context.Options.MaxConnectAttempts, Math.Max(1, _app!.View.Dynos.Length));
        if (++_attempts >= limit || now >= _waitDeadline || !TryRetry())
            return Fail(timedOut ? RouterErrors.ConnectTimeout : RouterErrors.ConnectRefused);
        Connection?.Dispose();
        Connection = null;
        LeaveDyno();
        return StepStatus.Retry;
    }

    private bool TryRetry() => _app!.Retries.TryTake(_app.Requests, context.Options.MaxRetryShare, context.Options.MinRetriesPerSecond);

    private StepStatus Fail(RouterError error)
    {
        Release();
        LeaveQueue();
        Error = error;
        return StepStatus.Failed;
    }

    private void Hold(HttpRoute route)
    {
        _held = true;
        context.Held.Add(exchange, route);
    }

    private void Release()
    {
        if (!_held)
            return;
        _held = false;
        context.Held.Remove(exchange);
    }

    private void LeaveDyno()
    {
        if (Dyno is not { } dyno)
            return;
        Dyno = null;
        dyno.Leave();
        // One read for most apps: nobody waits.
        if (_app!.Queue.Count > 0)
            _app.Queue.OnRoom(dyno, context.Clock.Now);
    }

    private void LeaveQueue()
    {
        if (_place.Ticket == 0)
            return;
        var now = context.Clock.Now;
        EndQueueTime(now);
        _app!.Queue.Cancel(_place, now);
    }

    private void EndQueueTime(long now)
    {
        if (_queuedAt >= 0)
            QueueTime += now - _queuedAt;
        _queuedAt = -1;
    }
}
