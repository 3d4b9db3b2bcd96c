namespace Paas.Telemetry;

/// <summary>
/// The counters of an app that one group of processors writes, so that processors do not pull one cache line back and
/// forth. What an app never meets, a queue say, has no histogram.
/// </summary>
internal sealed class TrafficStripe
{
    /// <summary>Requests by status class; 0 for those without a status.</summary>
    private readonly long[] _statuses = new long[TrafficSum.Classes];
    private readonly LatencyRecorder _direct = new();
    private LatencyRecorder? _service;
    private LatencyRecorder? _duration;
    private LatencyRecorder? _queue;
    private LatencyRecorder? _connect;
    private long _bytesIn;
    private long _bytesOut;
    private long _failures;
    private long _retries;
    private long _upgrades;

    public void Record(in RequestOutcome outcome)
    {
        // Times before the status: a snapshot in between may miss a request, but counts none twice.
        RecordTimes(outcome);
        if (outcome.BytesOut > 0)
            Interlocked.Add(ref _bytesOut, outcome.BytesOut);
        if (outcome.BytesIn > 0)
            Interlocked.Add(ref _bytesIn, outcome.BytesIn);
        if (outcome.Retries > 0)
            Interlocked.Add(ref _retries, outcome.Retries);
        if (outcome.IsFailure)
            Interlocked.Increment(ref _failures);
        Interlocked.Increment(ref _statuses[TrafficSum.Class(outcome.Status)]);
    }

    public void AddTo(TrafficSum sum)
    {
        for (var i = 0; i < _statuses.Length; i++)
            sum.Statuses[i] += Interlocked.Read(ref _statuses[i]);
        sum.BytesIn += Interlocked.Read(ref _bytesIn);
        sum.BytesOut += Interlocked.Read(ref _bytesOut);
        sum.Failures += Interlocked.Read(ref _failures);
        sum.Retries += Interlocked.Read(ref _retries);
        sum.Upgrades += Interlocked.Read(ref _upgrades);
        _direct.AddTo(sum.Service);
        _direct.AddTo(sum.Duration);
        Volatile.Read(ref _service)?.AddTo(sum.Service);
        Volatile.Read(ref _duration)?.AddTo(sum.Duration);
        Volatile.Read(ref _queue)?.AddTo(sum.Queue);
        Volatile.Read(ref _connect)?.AddTo(sum.Connect);
    }

    private static LatencyRecorder Get(ref LatencyRecorder? recorder)
    {
        if (Volatile.Read(ref recorder) is { } present)
            return present;
        Interlocked.CompareExchange(ref recorder, new LatencyRecorder(), null);
        return recorder!;
    }

    private void RecordTimes(in RequestOutcome outcome)
    {
        // The life of a WebSocket is no answer time.
        if (outcome.IsUpgraded)
            Interlocked.Increment(ref _upgrades);
        else if (outcome.WaitTime == 0 && outcome.IsConnected)
            // It waited for nothing, so that its service time is its whole duration: recorded once, counted as both.
            _direct.Record(outcome.Duration);
        else
            Get(ref _duration).Record(outcome.Duration);
        if (outcome.WaitTime == 0)
            return;

        if (outcome.IsConnected && !outcome.IsUpgraded)
            Get(ref _service).Record(outcome.ServiceTime);
        if (outcome.QueueTime > 0)
            Get(ref _queue).Record(outcome.QueueTime);
        if (outcome.ConnectTime > 0)
            Get(ref _connect).Record(outcome.ConnectTime);
    }
}
