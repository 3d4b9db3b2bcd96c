using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Paas.Telemetry;

/// <summary>All that is counted of one app since its first request. Recording takes no lock and allocates nothing once warm.</summary>
internal sealed class AppCounters(DateTimeOffset since)
{
    private const int MaxStripes = 16;

    private static readonly int Mask =
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MaxStripes)) - 1;

    private readonly TrafficStripe?[] _stripes = new TrafficStripe?[Mask + 1];
    private ConcurrentDictionary<string, StrongBox<long>>? _errors;

    public DateTimeOffset Since => since;

    public void Record(in RequestOutcome outcome)
    {
        var stripe = Thread.GetCurrentProcessorId() & Mask;
        (_stripes[stripe] ?? Make(stripe)).Record(outcome);
        if (outcome.Error is { Code.Length: > 0 } error)
            Interlocked.Increment(ref Errors().GetOrAdd(error.Code, static _ => new StrongBox<long>()).Value);
    }

    public void AddTo(TrafficSum sum)
    {
        for (var i = 0; i < _stripes.Length; i++)
            Volatile.Read(ref _stripes[i])?.AddTo(sum);
    }

    /// <summary>Requests by H-code.</summary>
    public IEnumerable<KeyValuePair<string, long>> ErrorCounts()
    {
        foreach (var (code, count) in Volatile.Read(ref _errors) ?? [])
            yield return KeyValuePair.Create(code, Interlocked.Read(ref count.Value));
    }

    private TrafficStripe Make(int stripe)
    {
        Interlocked.CompareExchange(ref _stripes[stripe], new TrafficStripe(), null);
        return _stripes[stripe]!;
    }

    private ConcurrentDictionary<string, StrongBox<long>> Errors()
    {
        if (Volatile.Read(ref _errors) is { } present)
            return present;
        Interlocked.CompareExchange(ref _errors, new ConcurrentDictionary<string, StrongBox<long>>(StringComparer.Ordinal), null);
        return _errors!;
    }
}
