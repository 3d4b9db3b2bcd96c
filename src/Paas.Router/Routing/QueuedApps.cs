using System.Collections.Concurrent;

namespace Paas.Routing;

/// <summary>Apps whose requests queue for a dyno. A new table may bring dynos to them, or take the route away.</summary>
internal sealed class QueuedApps(RouterClock clock)
{
    // With the route that the queue was last told of.
    private readonly ConcurrentDictionary<AppState, HttpRoute?> _apps = new();

    /// <summary>Called by a request that has queued, before it looks at the table again.</summary>
    public void Watch(AppState app, HttpRoute route)
    {
        if (!_apps.ContainsKey(app))
            _apps.TryAdd(app, route);
    }

    /// <summary>Hands out the places that a table brings, and wakes requests which it answers in another way.</summary>
    public void Refresh(RouteIndex routes, RouteTable table)
    {
        foreach (var (app, seen) in _apps)
        {
            if (app.Queue.Count == 0)
            {
                _apps.TryRemove(app, out _);
                // Who queued in between found the app watched, and counts.
                if (app.Queue.Count == 0)
                    continue;
            }
            var route = RouteIndex.Find(table, app.Host);
            if (ReferenceEquals(route, seen))
                continue;
            _apps[app] = route;
            if (route?.AppId == app.Id && !route.Targets.IsDefaultOrEmpty && routes.View(table, app, route) is { IsCapped: true })
                app.Queue.OnRoom(null, clock.Now);
            if (route?.AppId != app.Id || route.Targets.IsDefaultOrEmpty || !app.View.IsCapped || route.Status == RouteStatus.Maintenance)
                app.Queue.WakeAll();
        }
    }
}
