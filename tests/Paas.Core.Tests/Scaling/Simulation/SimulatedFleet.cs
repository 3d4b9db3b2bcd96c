using System.Collections.Immutable;

namespace Paas.Scaling.Simulation;

/// <summary>
/// Dynos behind a router with one queue, request by request: each goes to a free slot or waits for one; too many waiting are
/// refused (H11), and those that wait too long given up (H12). What a router would count is counted in the router's own buckets.
/// </summary>
internal sealed class SimulatedFleet(DynoModel model, Random random)
{
    private const double Patience = 30;
    private const int MaxInFlightPerDyno = 200;

    private readonly PriorityQueue<double, double> _working = new();
    private readonly Queue<double> _waiting = new();
    private readonly long[] _duration = new long[LatencyBuckets.Count];
    private readonly long[] _service = new long[LatencyBuckets.Count];
    private readonly long[] _queue = new long[LatencyBuckets.Count];
    private readonly Guid _app = Guid.NewGuid();
    private double _now;
    private long _requests;
    private double _busy;

    /// <summary>Dynos that work.</summary>
    public int Serving { get; private set; }

    public long TurnedAway { get; private set; }

    public long GivenUp { get; private set; }

    public long Requests => _requests;

    /// <summary>Processor seconds that were used.</summary>
    public double CpuTime => _busy * model.Cpu;

    public int InFlight => _working.Count + _waiting.Count;

    /// <summary>From now on so many work; a dyno that leaves finishes what it has.</summary>
    public void SetServing(double now, int dynos)
    {
        Finish(now);
        Serving = dynos;
        StartWaiting();
    }

    public void Arrive(double now)
    {
        Finish(now);
        if (InFlight >= MaxInFlightPerDyno * Serving)
        {
            TurnedAway++;
            End(0, 0);
        }
        else
        {
            _waiting.Enqueue(now);
            StartWaiting();
        }
    }

    /// <summary>What the router has counted so far.</summary>
    public AppTraffic Traffic(double now)
    {
        Finish(now);
        return new AppTraffic
        {
            AppId = _app,
            From = DateTimeOffset.UnixEpoch,
            At = DateTimeOffset.UnixEpoch.AddSeconds(now),
            InFlight = InFlight,
            Statuses = new StatusCounts(0, 0, _requests - TurnedAway - GivenUp, 0, 0, TurnedAway + GivenUp),
            Errors = ImmutableDictionary<string, long>.Empty.Add("H11", TurnedAway).Add("H12", GivenUp),
            Failures = TurnedAway + GivenUp,
            Upgrades = 0,
            Retries = 0,
            BytesIn = 0,
            BytesOut = 0,
            Duration = LatencySnapshot.Of(_duration),
            Service = LatencySnapshot.Of(_service),
            Queue = LatencySnapshot.Of(_queue),
            Connect = LatencySnapshot.Empty,
            Dynos = [],
        };
    }

    private void Finish(double until)
    {
        while (_working.TryPeek(out _, out var end) && end <= until)
        {
            _now = Math.Max(_now, end);
            _working.Dequeue();
            StartWaiting();
        }

        _now = Math.Max(_now, until);
    }

    private void StartWaiting()
    {
        while (_working.Count < Serving * model.Slots && _waiting.TryDequeue(out var arrived))
        {
            var waited = _now - arrived;
            if (waited >= Patience)
            {
                GivenUp++;
                End(Patience, Patience);
                continue;
            }

            var work = Work();
            _working.Enqueue(_now + work, _now + work);
            _busy += work;
            _service[LatencyBuckets.Index((long)(work * 1e6))]++;
            End(waited, waited + work);
        }
    }

    // Counted when its end is known, which is at its start: at most a second too early.
    private void End(double waited, double duration)
    {
        _requests++;
        _queue[LatencyBuckets.Index((long)(waited * 1e6))]++;
        _duration[LatencyBuckets.Index((long)(duration * 1e6))]++;
    }

    private double Work()
    {
        if (model.Spread == 0)
            return model.Work;
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return model.Work * Math.Exp((model.Spread * normal) - (model.Spread * model.Spread / 2));
    }
}
