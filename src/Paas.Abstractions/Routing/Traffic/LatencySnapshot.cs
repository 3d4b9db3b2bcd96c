
namespace Paas;

/// <summary>
/// How long things took, as of one moment: counts in buckets of microseconds. Snapshots are cumulative, so two of them
/// make an interval (<see cref="Since"/>), and those of several apps make a whole (<see cref="Add"/>).
/// </summary>
public sealed class LatencySnapshot
{
    /// <summary>How far a percentile may be from the truth, relative to it: 1/64.</summary>
    public const double RelativeError = 1d / 64;

    // Without the empty buckets at both ends.
    private readonly long[] _counts;
    private readonly int _first;

    private LatencySnapshot(long[] counts, int first)
    {
        (_counts, _first) = (counts, first);
        foreach (var count in counts)
            Count += count;
    }

    /// <summary>Nothing was measured.</summary>
    public static LatencySnapshot Empty { get; } = new([], 0);

    /// <summary>Number of values.</summary>
    public long Count { get; }

    /// <summary>The average, exact to <see cref="RelativeError"/>; zero when nothing was measured.</summary>
    public TimeSpan Mean
    {
        get
        {
            var sum = 0d;
            for (var i = 0; i < _counts.Length; i++)
                sum += _counts[i] * LatencyBuckets.Middle(_first + i);
            return Count == 0 ? TimeSpan.Zero : FromMicros(sum / Count);
        }
    }

    /// <summary>An upper bound of the largest value, at most 1/32 above it; zero when nothing was measured.</summary>
    public TimeSpan Max => Count == 0 ? TimeSpan.Zero : FromMicros(LatencyBuckets.Top(_first + _counts.Length - 1));

    /// <summary>The time within which this share of the values lies; zero when nothing was measured.</summary>
    /// <param name="share">From 0 to 1: 0.5 for the median, 0.99 for p99.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public TimeSpan Percentile(double share)
    {
        if (!(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "A percentile is asked for as a share between 0 and 1.");
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return FromMicros(LatencyBuckets.Middle(_first + i));
        }
        return TimeSpan.Zero;
    }

    /// <summary>What came after an earlier snapshot of the same thing.</summary>
    public LatencySnapshot Since(LatencySnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var counts = Expand();
        for (var i = 0; i < earlier._counts.Length; i++)
        {
            ref var count = ref counts[earlier._first + i];
            count = Math.Max(0, count - earlier._counts[i]);
        }
        return Of(counts);
    }

    /// <summary>Both together.</summary>
    public LatencySnapshot Add(LatencySnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var counts = Expand();
        for (var i = 0; i < other._counts.Length; i++)
            counts[other._first + i] += other._counts[i];
        return Of(counts);
    }

    /// <summary>A snapshot of counts.</summary>
    /// <param name="counts">A count for each bucket of <see cref="LatencyBuckets"/>, <see cref="LatencyBuckets.Count"/> in all.</param>
    /// <exception cref="ArgumentException">There are more or fewer of them.</exception>
    public static LatencySnapshot Of(ReadOnlySpan<long> counts)
    {
        if (counts.Length != LatencyBuckets.Count)
            throw new ArgumentException($"There are {counts.Length} counts; {LatencyBuckets.Count} were expected, one for each bucket.", nameof(counts));
        var first = counts.IndexOfAnyExcept(0L);
        if (first < 0)
            return Empty;
        return new LatencySnapshot(counts[first..(counts.LastIndexOfAnyExcept(0L) + 1)].ToArray(), first);
    }

    private static TimeSpan FromMicros(double micros) => TimeSpan.FromTicks((long)Math.Round(micros * TimeSpan.TicksPerMicrosecond));

    private long[] Expand()
    {
        var counts = new long[LatencyBuckets.Count];
        _counts.CopyTo(counts, _first);
        return counts;
    }
}
