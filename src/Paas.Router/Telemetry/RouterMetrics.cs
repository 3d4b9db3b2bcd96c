using System.Collections.Immutable;
using Paas.Routing;
using Paas.Telemetry;

namespace Paas;

/// <summary>
/// Live figures of a router: cumulative snapshots per app, for dashboards, autoscalers and deploys. They are there whether
/// or not anybody reads them, and cost a few increments a request; an app without requests costs nothing.
/// </summary>
public sealed class RouterMetrics : IHttpTraffic
{
    private readonly RouterContext _context;

    internal RouterMetrics(RouterContext context) => _context = context;

    /// <summary>The figures of an app; null when it has had no request since it is in the routes.</summary>
    public AppTraffic? Snapshot(Guid appId) =>
        _context.Routes.FindApp(appId) is { } app ? Snapshot(app, _context.Clock.UtcNow, new TrafficSum()) : null;

    /// <summary>The figures of all apps that have had requests.</summary>
    public RouterTraffic SnapshotAll()
    {
        var at = _context.Clock.UtcNow;
        var apps = ImmutableArray.CreateBuilder<AppTraffic>();
        var sum = new TrafficSum();
        foreach (var app in _context.Routes.Apps)
        {
            apps.Add(Snapshot(app, at, sum));
            sum.Clear();
        }
        return new RouterTraffic(at, _context.Clients.Count, _context.Instruments.Unrouted, apps.DrainToImmutable());
    }

    private static AppTraffic Snapshot(AppState app, DateTimeOffset at, TrafficSum sum)
    {
        app.Counters.AddTo(sum);
        var statuses = sum.StatusCounts();
        // Only waits are recorded; who waited for nothing waited zero.
        var waited = 0L;
        foreach (var count in sum.Queue)
            waited += count;
        sum.Queue[0] += Math.Max(0, statuses.Total - waited);
        return new AppTraffic
        {
            AppId = app.Id,
            From = app.Counters.Since,
            At = at,
            InFlight = app.InFlight,
            Statuses = statuses,
            Errors = app.Counters.ErrorCounts().ToImmutableDictionary(StringComparer.Ordinal),
            Failures = sum.Failures,
            Upgrades = sum.Upgrades,
            Retries = sum.Retries,
            BytesIn = sum.BytesIn,
            BytesOut = sum.BytesOut,
            Duration = LatencySnapshot.Of(sum.Duration),
            Service = LatencySnapshot.Of(sum.Service),
            Queue = LatencySnapshot.Of(sum.Queue),
            Connect = LatencySnapshot.Of(sum.Connect),
            Dynos = [.. app.View.Dynos.Select(static dyno => dyno.Counters.Snapshot(dyno.Target, dyno.InFlight))],
        };
    }
}
