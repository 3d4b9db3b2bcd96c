using System.Collections.Concurrent;
using Paas.Balancing;
using Paas.Upstreams;

namespace Paas.Routing;

/// <summary>
/// The present table and what outlives it: counters and pools of apps and dynos. A change of the table is one reference
/// swapped; the view of an app follows when it is next looked at.
/// </summary>
internal sealed class RouteIndex(RouterOptions options, RouterClock clock)
{
    private readonly ConcurrentDictionary<Guid, AppState> _apps = new();
    private readonly ConcurrentDictionary<Guid, RoutedDyno> _dynos = new();
    private readonly DynoTargets _targets = new();
    private readonly SessionAffinity _affinity = options.SessionAffinity;
    private RouteVersion _present = new(0, RouteTable.Empty);

    public RouteVersion Present => Volatile.Read(ref _present);

    public RouteTable Table => Present.Table;

    /// <summary>Publishes a table with a full fence: who picks a dyno counts itself first and looks at the table again.</summary>
    public void Swap(RouteTable table)
    {
        RouteVersion present;
        do
            present = Present;
        while (Interlocked.CompareExchange(ref _present, new RouteVersion(present.Number + 1, table), present) != present);
    }

    /// <summary>The route of a lower-case host without port; exact names first, then the nearest wildcard.</summary>
    public static HttpRoute? Find(RouteTable table, string host) => table.Hosts.Find(host);

    /// <summary>The apps that have had requests and are still routed.</summary>
    public IEnumerable<AppState> Apps
    {
        get
        {
            foreach (var (_, app) in _apps)
                yield return app;
        }
    }

    /// <summary>Apps whose dynos are checked.</summary>
    public ConcurrentDictionary<AppState, byte> CheckedApps { get; } = new();

    public AppState? FindApp(Guid appId) => _apps.GetValueOrDefault(appId);

    public AppState App(HttpRoute route, string host)
    {
        var app = _apps.GetOrAdd(route.AppId, static (id, clock) => new AppState(id, clock.UtcNow), clock);
        app.Host = host;
        app.Name = route.AppName;
        return app;
    }

    /// <summary>What a route says of the app, or null when the table is no longer the present one: look the route up again.</summary>
    public AppView? View(RouteTable table, AppState app, HttpRoute route)
    {
        var targets = route.Targets.IsDefault ? [] : route.Targets;
        var view = app.View;
        if (view.Shows(targets, route.Settings))
            return view;
        lock (app)
        {
            // Within the lock tables are applied in their order, so a late reader cannot bring back an old view.
            if (Table != table)
                return null;
            var dynos = new RoutedDyno[targets.Length];
            for (var i = 0; i < dynos.Length; i++)
            {
                dynos[i] = Dyno(targets[i]);
                dynos[i].Restore(route.Settings, options.MaxInFlightPerDyno);
                if (route.Settings.SessionAffinity)
                {
                    dynos[i].Affinity = _affinity.OfDyno(targets[i].DynoId);
                    dynos[i].ReleaseKey = _affinity.OfRelease(app.Id, targets[i].Release);
                }
            }
            foreach (var dyno in app.View.Dynos)
            {
                if (Array.IndexOf(dynos, dyno) < 0)
                    dyno.Retire();
            }
            app.View = new AppView(targets, route.Settings, dynos, app.View);
            if (route.Settings.HealthCheck is not null)
                CheckedApps.TryAdd(app, 0);
            return app.View;
        }
    }

    public RoutedDyno? FindDyno(Guid dynoId) => _dynos.GetValueOrDefault(dynoId);

    /// <summary>The target with this id in the present table.</summary>
    public RouteTarget? FindTarget(Guid dynoId) => _targets.Find(Table, dynoId);

    /// <summary>Lets go of apps and dynos that left the table without being drained, and of idle connections past their time.</summary>
    public void Sweep()
    {
        var table = Table;
        _targets.Refresh(table);
        foreach (var (id, app) in _apps)
        {
            var route = Find(table, app.Host);
            app.Retries.Roll(app.Requests);
            if (route?.AppId == id)
            {
                View(table, app, route);
                // Quarantines end by themselves, and nobody is told.
                app.Queue.OnRoom(null, clock.Now);
            }
            else if (app.InFlight == 0 && _apps.TryRemove(id, out _))
                RetireAll(app);
        }
        foreach (var (id, dyno) in _dynos)
        {
            dyno.Pools.CloseExpired(clock.Now);
            if (dyno is { IsRetired: true, InFlight: 0 })
                _dynos.TryRemove(new KeyValuePair<Guid, RoutedDyno>(id, dyno));
        }
    }

    public void CloseIdle()
    {
        foreach (var dyno in _dynos.Values)
            dyno.Pools.CloseAll();
    }

    private RoutedDyno Dyno(RouteTarget target)
    {
        if (_dynos.TryGetValue(target.DynoId, out var dyno) && dyno.Target == target)
            return dyno;
        return _dynos[target.DynoId] = new RoutedDyno(target, options);
    }

    private static void RetireAll(AppState app)
    {
        foreach (var dyno in app.View.Dynos)
            dyno.Retire();
    }
}
