using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Paas.Scaling;

/// <summary>Figures of a router as a test wants them.</summary>
internal sealed class ScriptedTraffic : IHttpTraffic
{
    private readonly ConcurrentDictionary<Guid, AppTraffic> _apps = new();
    private int _starts;

    public AppTraffic? Snapshot(Guid appId) => _apps.GetValueOrDefault(appId);

    /// <summary>Requests that ended with this time, and as many in flight now.</summary>
    public void Serve(Guid app, long requests, int milliseconds, int inFlight = 0)
    {
        var counts = new long[LatencyBuckets.Count];
        counts[LatencyBuckets.Index(milliseconds * 1000)] = requests;
        var more = LatencySnapshot.Of(counts);
        _apps.AddOrUpdate(app, _ => With(New(app)), (_, before) => With(before));

        AppTraffic With(AppTraffic before) => before with
        {
            InFlight = inFlight,
            Statuses = before.Statuses with { Success = before.Statuses.Success + requests },
            Duration = before.Duration.Add(more),
            Service = before.Service.Add(more),
        };
    }

    /// <summary>The router starts again and counts anew.</summary>
    public void Restart() => _apps.Clear();

    private AppTraffic New(Guid app) => new()
    {
        AppId = app,
        From = DateTimeOffset.UnixEpoch.AddSeconds(_starts++),
        At = DateTimeOffset.UnixEpoch,
        InFlight = 0,
        Statuses = new StatusCounts(0, 0, 0, 0, 0, 0),
        Errors = ImmutableDictionary<string, long>.Empty,
        Failures = 0,
        Upgrades = 0,
        Retries = 0,
        BytesIn = 0,
        BytesOut = 0,
        Duration = LatencySnapshot.Empty,
        Service = LatencySnapshot.Empty,
        Queue = LatencySnapshot.Empty,
        Connect = LatencySnapshot.Empty,
        Dynos = [],
    };
}
