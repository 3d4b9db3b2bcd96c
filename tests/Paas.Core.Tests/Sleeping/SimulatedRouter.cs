using System.Collections.Immutable;
using Paas.Engine;
using Paas.Testing;

namespace Paas.Sleeping;

/// <summary>
/// A router by the clock of a test: requests are held while the app is idle, ask for the wake, and then take their time at a
/// dyno. It knows what no request may meet: a dyno that is frozen or has ended.
/// </summary>
internal sealed class SimulatedRouter(Func<Guid, FakeDyno?> find) : IHttpRouter, IHttpTraffic
{
    private readonly Lock _gate = new();
    private readonly List<Request> _requests = [];
    private readonly Dictionary<Guid, List<OutsideWait<bool>>> _drains = [];
    private RouteTable _table = RouteTable.Empty;
    private long _ended;

    private DateTimeOffset _activeAt;
    private int _looks;

    public Uri? Address => null;

    public Func<DateTimeOffset> Now { get; set; } = static () => default;

    /// <summary>Requests that came between the figures and what was made of them.</summary>
    public int Sneaked { get; private set; }

    public EngineActivity? Activity { get; set; }

    public List<string> Faults { get; } = [];

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _requests.Count(static request => request.Dyno is null);
        }
    }

    /// <summary>A request comes; true when the app must be woken for it.</summary>
    public bool Arrive(DateTimeOffset now, TimeSpan service)
    {
        lock (_gate)
        {
            _requests.Add(new Request(service));
            Assign(now);
            return Route() is { Status: RouteStatus.Idle };
        }
    }

    /// <summary>Time has passed: requests end.</summary>
    public void Pass(DateTimeOffset now)
    {
        lock (_gate)
        {
            Watch("while it waited");
            Assign(now);
            if (_requests.Count > 0)
                _activeAt = now;
            _ended += _requests.RemoveAll(request => request.EndsAt <= now);
            foreach (var (dyno, drains) in _drains)
            {
                if (_requests.All(request => request.Dyno != dyno))
                    drains.ForEach(static drain => drain.Complete(true));
            }
        }
    }

    public ValueTask UpdateAsync(RouteTable routes, CancellationToken cancellationToken)
    {
        lock (_gate)
            _table = routes;
        return ValueTask.CompletedTask;
    }

    public ValueTask<string?> CheckAsync(Guid dynoId, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public async ValueTask DrainAsync(Guid dynoId, CancellationToken cancellationToken)
    {
        var drained = new OutsideWait<bool>(Activity!);
        lock (_gate)
        {
            if (_requests.All(request => request.Dyno != dynoId))
                return;
            if (!_drains.TryGetValue(dynoId, out var drains))
                _drains[dynoId] = drains = [];
            drains.Add(drained);
        }

        await using var giving = cancellationToken.Register(() => drained.Complete(false));
        if (!await drained.WaitAsync())
            throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Right after the figures that let the app freeze were read, a request comes: every other time.</summary>
    public AppTraffic? Snapshot(Guid appId)
    {
        lock (_gate)
        {
            var traffic = Figures(appId);
            if (_requests.Count == 0 && Now() - _activeAt >= TimeSpan.FromMinutes(5) && Route() is { Targets: [_, ..] } && ++_looks % 2 == 0)
            {
                _requests.Add(new Request(TimeSpan.FromSeconds(15)));
                Assign(Now());
                Sneaked++;
            }

            return traffic;
        }
    }

    private AppTraffic Figures(Guid appId) =>
        new()
        {
            AppId = appId,
            From = default,
            At = default,
            InFlight = _requests.Count,
            Statuses = new StatusCounts(0, 0, _ended, 0, 0, 0),
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

    /// <summary>Looks whether a dyno that works on a request was frozen or ended.</summary>
    public void Watch(string when)
    {
        foreach (var request in _requests)
        {
            if (request.Dyno is { } id && find(id) is not { IsFrozen: false })
                Faults.Add($"A request was at a dyno that does not run {when}.");
        }
    }

    private HttpRoute? Route() => _table.Hosts.GetValueOrDefault("shop.localhost");

    private void Assign(DateTimeOffset now)
    {
        foreach (var request in _requests.Where(static request => request.Dyno is null))
        {
            if (Route() is not { Targets: [var target, ..] })
                return;
            (request.Dyno, request.EndsAt) = (target.DynoId, now + request.Service);
            Watch("when it came");
        }
    }

    private sealed class Request(TimeSpan service)
    {
        public TimeSpan Service { get; } = service;

        public Guid? Dyno { get; set; }

        public DateTimeOffset EndsAt { get; set; } = DateTimeOffset.MaxValue;
    }
}
