using System.Numerics;

namespace Paas;

/// <summary>
/// The buckets of all latency histograms: microseconds one by one up to 32, then 32 equal steps in every doubling, so
/// that the middle of a bucket is at most 1/64 (1.6 %) away from any value in it.
/// </summary>
public static class LatencyBuckets
{
    /// <summary>Buckets of each doubling.</summary>
    public const int StepsPerOctave = 32;

    /// <summary>Number of buckets.</summary>
    public const int Count = Octaves * StepsPerOctave;

    private const int StepBits = 5;

    /// <summary>2³³ µs, more than two hours; what is longer counts there.</summary>
    public const int Octaves = 29;

    private const long Largest = (1L << 33) - 1;

    /// <summary>Bucket of a number of microseconds.</summary>
    public static int Index(long micros)
    {
        if (micros < StepsPerOctave)
            return (int)Math.Max(micros, 0);
        micros = Math.Min(micros, Largest);
        var shift = BitOperations.Log2((ulong)micros) - StepBits;
        return (shift << StepBits) + (int)(micros >> shift);
    }

    /// <summary>Microseconds in the middle of a bucket.</summary>
    public static double Middle(int index)
    {
        var (low, width) = Bounds(index);
        return low + (width - 1) / 2d;
    }

    /// <summary>Most microseconds that fall in a bucket.</summary>
    public static long Top(int index)
    {
        var (low, width) = Bounds(index);
        return low + width - 1;
    }

    private static (long Low, long Width) Bounds(int index)
    {
        if (index < StepsPerOctave)
            return (index, 1);
        var shift = (index >> StepBits) - 1;
        return ((long)(StepsPerOctave + (index & (StepsPerOctave - 1))) << shift, 1L << shift);
    }
}
