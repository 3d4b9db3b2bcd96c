namespace Paas.Routing;

/// <summary>
/// Random numbers of one connection (SplitMix64): the injected <see cref="Random"/> is not thread-safe, so it only seeds.
/// </summary>
internal struct SplitMix
{
    private ulong _state;

    public SplitMix(Random seed)
    {
        lock (seed)
            _state = (ulong)seed.NextInt64(long.MinValue, long.MaxValue);
    }

    public SplitMix(ulong seed) => _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number below <paramref name="limit"/>.</summary>
    public int Next(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);
}
