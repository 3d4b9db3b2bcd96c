using System.Collections.Immutable;

namespace Paas.Scaling;

/// <summary>The samples of the last while. Pure: a new one comes of each sample.</summary>
internal sealed record ScalingHistory(ImmutableList<ScalingSample> Samples)
{
    public static ScalingHistory Empty { get; } = new(ImmutableList<ScalingSample>.Empty);

    /// <summary>
    /// With one more sample, without those that no observation begins with any more. One in which another number of dynos
    /// worked, or after which the router began to count anew, ends what came before it: figures of two situations say nothing of either.
    /// </summary>
    public ScalingHistory Add(ScalingSample sample, TimeSpan window)
    {
        var samples = Samples;
        if (samples.Count > 0 && !Continues(samples[^1], sample))
            samples = samples.Clear();
        while (samples.Count > 1 && sample.At - samples[1].At >= window)
            samples = samples.RemoveAt(0);
        return new ScalingHistory(samples.Add(sample));
    }

    /// <summary>What happened from the first sample to the last; null before <paramref name="shortest"/> has passed.</summary>
    public ScalingObservation? Observe(TimeSpan shortest)
    {
        if (Samples.Count < 2)
            return null;
        var (first, last) = (Samples[0], Samples[^1]);
        var interval = last.At - first.At;
        if (interval < shortest || interval <= TimeSpan.Zero)
            return null;

        var observation = new ScalingObservation(interval, last.Serving) { Cpu = AverageCpu() * 100 };
        if (last.Traffic is not { } traffic)
            return observation;

        var seen = first.Traffic is { } earlier ? traffic.Since(earlier) : traffic;
        var littles = seen.Duration.Count * seen.Duration.Mean.TotalSeconds / interval.TotalSeconds;
        return observation with
        {
            Requests = Math.Max(0, seen.Requests - seen.Upgrades),
            Served = seen.Service.Count,
            TurnedAway = Math.Max(0, seen.Errors.GetValueOrDefault("H11")),
            InFlightNow = traffic.InFlight,
            BestPerDyno = Best(shortest) / Math.Max(1, last.Serving),
            Backlog = traffic.InFlight - (first.Traffic?.InFlight ?? 0),
            InFlight = Math.Max(littles, Samples.Min(static sample => sample.Traffic?.InFlight ?? 0)),
            Response = Math.Max(seen.Duration.Percentile(0.95).TotalMilliseconds, seen.Service.Percentile(0.95).TotalMilliseconds),
            Queue = seen.Queue.Percentile(0.95).TotalMilliseconds,
        };
    }

    private static bool Continues(ScalingSample before, ScalingSample after) =>
        before.Serving == after.Serving && after.At >= before.At
        && (before.Traffic is null || (after.Traffic is { } traffic && traffic.From == before.Traffic.From && traffic.Requests >= before.Traffic.Requests));

    /// <summary>Most requests per second that ended in a part of the interval that is at least so long.</summary>
    private double Best(TimeSpan shortest)
    {
        var (best, first) = (0d, 0);
        for (var last = 1; last < Samples.Count; last++)
        {
            while (first + 1 < last && Samples[last].At - Samples[first + 1].At >= shortest)
                first++;
            var part = Samples[last].At - Samples[first].At;
            if (part >= shortest && Samples[last].Traffic is { } traffic)
                best = Math.Max(best, (traffic.Service.Count - (Samples[first].Traffic?.Service.Count ?? 0)) / part.TotalSeconds);
        }

        return best;
    }

    private double? AverageCpu()
    {
        var (sum, count) = (0d, 0);
        foreach (var sample in Samples)
        {
            if (sample.Cpu is { } cpu)
                (sum, count) = (sum + cpu, count + 1);
        }

        return count == 0 ? null : sum / count;
    }
}
