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
    private SplitMix _random = new(context.Random);
    private AppState? _app;
    private bool _repeatable;
    private bool _freshOnly;
    private bool _connecting;
    private bool _held;
    private int _attempts;
    private long _waitDeadline;
    private long _connectStart;

    public ref SplitMix Random => ref _random;

    public RoutedDyno? Dyno { get; private set; }

    public SocketConnection? Connection { get; private set; }

    /// <summary>The connection was kept from an earlier request.</summary>
    public bool IsReused { get; private set; }

    /// <summary>Milliseconds that the connect took, or -1.</summary>
    public long ConnectTime { get; private set; }

    /// <summary>When to look again, whatever happens.</summary>
    public long Deadline { get; private set; }

    public RouterError? Error { get; private set; }

    public void Start(AppState app, bool repeatable, long now)
    {
        _app = app;
        _repeatable = repeatable;
        _freshOnly = _connecting = false;
        _attempts = 0;
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
            var dynos = context.Routes.Dynos(table, _app, route);
            if (dynos is null)
                continue;

            if (_app.InFlight > (long)context.Options.MaxInFlightPerDyno * Math.Max(1, dynos.Length))
                return Fail(RouterErrors.BacklogTooDeep);
            var dyno = DynoPicker.Pick(dynos, now, ref _random);
            if (dyno is null)
            {
                if (now >= _waitDeadline)
                    return Fail(dynos.Length > 0 ? RouterErrors.AllQuarantined : RouterErrors.BootTimeout);
                Hold(route);
                // A table that came before we were held woke nobody.
                if (!ReferenceEquals(context.Routes.Table, table))
                    continue;
                Deadline = Math.Min(_waitDeadline, DynoPicker.FirstRelease(dynos));
                return StepStatus.Waiting;
            }

            // Count first, then look at the table again: who drains a dyno swaps first, then looks at the count.
            dyno.Enter();
            if (!ReferenceEquals(context.Routes.Table, table))
            {
                dyno.Leave();
                continue;
            }
            Release();
            Dyno = dyno;
            if (Open(dyno, now))
                return StepStatus.Done;
        }
    }

    /// <summary>Gives the dyno back after a complete response.</summary>
    public void CheckIn(bool reusable, int keepAliveSeconds)
    {
        if (Connection is { } connection)
        {
            if (reusable)
                Dyno!.Pool.Return(connection, keepAliveSeconds);
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
        _connecting = false;
        Connection?.Dispose();
        Connection = null;
        LeaveDyno();
    }

    /// <summary>Goes back to picking, for a request that met a connection which the dyno had just closed.</summary>
    public void Restart()
    {
        Abandon();
        _freshOnly = true;
    }

    private static RouterError? Refusal(HttpRoute route) => route.Status switch
    {
        RouteStatus.Maintenance => RouterErrors.Maintenance,
        _ when !route.Targets.IsDefaultOrEmpty => null,
        RouteStatus.Blank => RouterErrors.BlankApp,
        RouteStatus.NoWebDynos => RouterErrors.NoWebProcesses,
        RouteStatus.Crashed => RouterErrors.AppCrashed,
        _ => null,
    };

    private bool Open(RoutedDyno dyno, long now)
    {
        Connection = _freshOnly ? null : dyno.Pool.Take(signal, _repeatable);
        IsReused = Connection is not null;
        _connectStart = now;
        if (IsReused)
        {
            ConnectTime = 0;
            return true;
        }
        try
        {
            Connection = SocketConnection.Create(dyno.Target.Address.AddressFamily);
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
        var deadline = RouterClock.After(_connectStart, context.Options.ConnectTimeout);
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
        if (++_attempts >= limit || now >= _waitDeadline)
            return Fail(timedOut ? RouterErrors.ConnectTimeout : RouterErrors.ConnectRefused);
        Connection?.Dispose();
        Connection = null;
        LeaveDyno();
        return StepStatus.Retry;
    }

    private StepStatus Fail(RouterError error)
    {
        Release();
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
        Dyno?.Leave();
        Dyno = null;
    }
}
