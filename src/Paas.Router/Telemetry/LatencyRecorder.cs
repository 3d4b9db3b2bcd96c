namespace Paas.Telemetry;

/// <summary>
/// A histogram that many flows record into without a lock. It has memory only for the octaves that were met: an app whose
/// answers take between 1 and 100 ms needs less than 3 KB.
/// </summary>
internal sealed class LatencyRecorder
{
    private readonly long[]?[] _octaves = new long[]?[LatencyBuckets.Octaves];

    public void Record(long micros)
    {
        var index = LatencyBuckets.Index(micros);
        var octave = index / LatencyBuckets.StepsPerOctave;
        var steps = _octaves[octave] ?? Make(octave);
        Interlocked.Increment(ref steps[index % LatencyBuckets.StepsPerOctave]);
    }

    /// <summary>Adds what was recorded so far.</summary>
    /// <param name="counts">One cell per bucket.</param>
    public void AddTo(long[] counts)
    {
        for (var octave = 0; octave < _octaves.Length; octave++)
        {
            if (Volatile.Read(ref _octaves[octave]) is not { } steps)
                continue;
            for (var step = 0; step < steps.Length; step++)
                counts[octave * LatencyBuckets.StepsPerOctave + step] += Interlocked.Read(ref steps[step]);
        }
    }

    private long[] Make(int octave)
    {
        Interlocked.CompareExchange(ref _octaves[octave], new long[LatencyBuckets.StepsPerOctave], null);
        return _octaves[octave]!;
    }
}
