using System.Diagnostics;
using Paas.Load.Measuring;

namespace Paas.Load.Clients;

/// <summary>Counts messages and their latencies.</summary>
internal sealed class EchoTally
{
    private readonly List<long> _latencies = new(1 << 20);

    public long Failed { get; set; }

    public void Add(long ticks) => _latencies.Add(ticks);

    public LoadResult Summarize(TimeSpan duration)
    {
        _latencies.Sort();
        return new LoadResult(_latencies.Count, Failed, duration.TotalSeconds, Percentile(0.50), Percentile(0.99));
    }

    private double Percentile(double part) =>
        _latencies.Count == 0 ? 0 : Stopwatch.GetElapsedTime(0, _latencies[(int)(part * (_latencies.Count - 1))]).TotalMicroseconds;
}
