using BenchmarkDotNet.Attributes;
using Paas.Routing;

namespace Paas.Telemetry;

/// <summary>What it costs to count a request, and to look at the figures.</summary>
[MemoryDiagnoser]
public class Recording
{
    private readonly RouterClock _clock = new(TimeProvider.System);
    private readonly AppCounters _app = new(default);
    private readonly DynoCounters _dyno = new();
    private readonly TrafficSum _sum = new();
    private long _time;

    [Benchmark(Baseline = true)]
    public long TwoLooksAtTheClock() => _clock.Micros - _clock.Micros;

    [Benchmark]
    public void Record()
    {
        var outcome = new RequestOutcome { Status = 200, IsConnected = true, Duration = Next(), BytesOut = 100 };
        _app.Record(outcome);
        _dyno.Record(outcome);
    }

    [Benchmark]
    public void RecordQueuedFailure()
    {
        var outcome = new RequestOutcome { Status = 503, Error = Errors.RouterErrors.RequestTimeout, IsConnected = true, Duration = Next(), QueueTime = 1000, ConnectTime = 100 };
        _app.Record(outcome);
        _dyno.Record(outcome);
    }

    [Benchmark]
    public TimeSpan SnapshotOfAnApp()
    {
        _sum.Clear();
        _app.AddTo(_sum);
        return LatencySnapshot.Of(_sum.Service).Percentile(0.99);
    }

    // Between 1 and 9 ms, which is what one app's answers spread over.
    private long Next() => 1000 + (_time = (_time + 97) & 8191);
}
