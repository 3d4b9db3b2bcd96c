namespace Paas.Telemetry;

/// <summary>What is counted of one dyno.</summary>
internal sealed class DynoCounters
{
    private LatencyRecorder? _service;
    private long _failures;
    private long _upgrades;

    public void Record(in RequestOutcome outcome)
    {
        if (outcome.IsFailure)
            Interlocked.Increment(ref _failures);
        if (outcome.IsUpgraded)
            Interlocked.Increment(ref _upgrades);
        else if (outcome.IsConnected)
            Service().Record(outcome.ServiceTime);
    }

    public DynoTraffic Snapshot(RouteTarget target, int inFlight)
    {
        var counts = new long[LatencyBuckets.Count];
        Volatile.Read(ref _service)?.AddTo(counts);
        return new DynoTraffic(
            target.DynoId, target.Name, inFlight, Interlocked.Read(ref _failures), Interlocked.Read(ref _upgrades), LatencySnapshot.Of(counts));
    }

    private LatencyRecorder Service()
    {
        if (Volatile.Read(ref _service) is { } present)
            return present;
        Interlocked.CompareExchange(ref _service, new LatencyRecorder(), null);
        return _service!;
    }
}
