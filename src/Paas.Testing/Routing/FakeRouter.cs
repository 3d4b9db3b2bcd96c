using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paas.Engine;

namespace Paas.Testing;

/// <summary>A router that carries no requests: keeps the newest table, counts what it is told and does what the test says.</summary>
public sealed class FakeRouter : IHttpRouter, IHttpTraffic
{
    private readonly ConcurrentDictionary<Guid, OutsideWait<bool>> _held = new();
    private readonly ConcurrentDictionary<Guid, AppTraffic> _traffic = new();
    private volatile RouteTable _table = RouteTable.Empty;

    /// <inheritdoc/>
    public Uri? Address { get; } = new("http://localhost:8080/");

    /// <summary>The newest table.</summary>
    public RouteTable Table => _table;

    /// <summary>Number of tables received.</summary>
    public int Updates { get; private set; }

    /// <summary>Outcome of the check of a dyno: null when it is reached.</summary>
    public Func<Guid, string?> OnCheck { get; set; } = static _ => null;

    /// <summary>Called with each new table.</summary>
    public Action<RouteTable> OnUpdate { get; set; } = static _ => { };

    internal EngineActivity? Activity { get; set; }

    /// <summary>When true, drains wait for <see cref="FinishRequests"/>.</summary>
    public bool HoldDrains { get; set; }

    /// <summary>The route of a host name.</summary>
    public HttpRoute Route(string hostname) =>
        _table.Hosts.GetValueOrDefault(hostname) ?? throw new InvalidOperationException($"No route for {hostname}; there are: {string.Join(", ", _table.Hosts.Keys.Take(20))}.");

    /// <summary>Names of the dynos that a host name leads to.</summary>
    public IReadOnlyList<string> Targets(string hostname) => [.. Route(hostname).Targets.Select(static target => target.Name).Order(StringComparer.Ordinal)];

    /// <summary>Sets the figures of an app, for those who ask by <see cref="IHttpTraffic"/>.</summary>
    public void SetTraffic(AppTraffic traffic)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        _traffic[traffic.AppId] = traffic;
    }

    /// <summary>Counts requests of an app that ended, of which some were lost (503) and the others succeeded, all within 10 ms.</summary>
    public void Count(Guid appId, DateTimeOffset at, long requests, long lost = 0)
    {
        var counts = new long[LatencyBuckets.Count];
        counts[LatencyBuckets.Index(10_000)] = requests;
        var duration = LatencySnapshot.Of(counts);
        _traffic.AddOrUpdate(
            appId,
            _ => new AppTraffic
            {
                AppId = appId,
                From = at,
                At = at,
                InFlight = 0,
                Statuses = new StatusCounts(0, 0, requests - lost, 0, 0, lost),
                Errors = ImmutableDictionary<string, long>.Empty,
                Failures = lost,
                Upgrades = 0,
                Retries = 0,
                BytesIn = 0,
                BytesOut = 0,
                Duration = duration,
                Service = duration,
                Queue = LatencySnapshot.Empty,
                Connect = LatencySnapshot.Empty,
                Dynos = [],
            },
            (_, before) => before with
            {
                At = at,
                Statuses = before.Statuses with { Success = before.Statuses.Success + requests - lost, ServerError = before.Statuses.ServerError + lost },
                Failures = before.Failures + lost,
                Duration = before.Duration.Add(duration),
                Service = before.Service.Add(duration),
            });
    }

    /// <inheritdoc/>
    public AppTraffic? Snapshot(Guid appId) => _traffic.GetValueOrDefault(appId);

    /// <summary>Ends the held drains.</summary>
    public void FinishRequests()
    {
        foreach (var drain in _held.Values)
            drain.Complete(true);
    }

    /// <inheritdoc/>
    public ValueTask UpdateAsync(RouteTable routes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(routes);
        _table = routes;
        Updates++;
        OnUpdate(routes);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<string?> CheckAsync(Guid dynoId, CancellationToken cancellationToken) => ValueTask.FromResult(OnCheck(dynoId));

    /// <inheritdoc/>
    public async ValueTask DrainAsync(Guid dynoId, CancellationToken cancellationToken)
    {
        if (!HoldDrains || Activity is not { } activity)
            return;

        var wait = _held.GetOrAdd(dynoId, _ => new OutsideWait<bool>(activity));
        await using (cancellationToken.Register(() => wait.Complete(false)))
            await wait.WaitAsync();
    }
}
