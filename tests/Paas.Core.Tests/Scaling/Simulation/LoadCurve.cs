namespace Paas.Scaling.Simulation;

/// <summary>Requests per second over time.</summary>
/// <param name="Name">For tables and plots.</param>
/// <param name="Length">How long it goes.</param>
/// <param name="Rate">Requests per second at a time.</param>
internal sealed record LoadCurve(string Name, TimeSpan Length, Func<TimeSpan, double> Rate)
{
    /// <summary>Low, then at once high for most of the time, then low.</summary>
    public static LoadCurve Step(double low, double high, TimeSpan length) =>
        new("step", length, time => time > 0.15 * length && time < 0.6 * length ? high : low);

    /// <summary>Short bursts out of nothing.</summary>
    public static LoadCurve Spikes(double low, double high, TimeSpan length) =>
        new("spikes", length, time => time.TotalMinutes % 20 is >= 5 and < 8 ? high : low);

    public static LoadCurve Sine(double low, double high, TimeSpan length, TimeSpan period) =>
        new("sine", length, time => low + ((high - low) * (1 - Math.Cos(2 * Math.PI * (time / period))) / 2));

    /// <summary>Up in a straight line to the middle, down again in half of the rest.</summary>
    public static LoadCurve Ramp(double low, double high, TimeSpan length) =>
        new("ramp", length, time => low + ((high - low) * Math.Clamp(time < length / 2 ? time / (length / 2) : 1 - ((time - (length / 2)) / (length / 4)), 0, 1)));

    /// <summary>The same on average, with a random walk around it.</summary>
    public static LoadCurve Noise(double mean, double spread, TimeSpan length, Random random)
    {
        var walk = new double[((int)length.TotalSeconds / 15) + 2];
        var at = 0d;
        for (var i = 0; i < walk.Length; i++)
            walk[i] = at = (0.9 * at) + ((random.NextDouble() - 0.5) * spread);
        return new LoadCurve("noise", length, time => Math.Max(0, mean * (1 + walk[Math.Min((int)time.TotalSeconds / 15, walk.Length - 1)])));
    }

    /// <summary>Nights, mornings, a dip at noon, evenings.</summary>
    public static LoadCurve Day(double low, double high, TimeSpan length)
    {
        ReadOnlySpan<double> hours = [0.15, 0.08, 0.04, 0.02, 0.02, 0.05, 0.15, 0.35, 0.6, 0.75, 0.8, 0.85, 0.7, 0.75, 0.8, 0.78, 0.75, 0.7, 0.75, 0.9, 1, 0.9, 0.6, 0.3, 0.15];
        var shares = hours.ToArray();
        return new LoadCurve("day", length, time =>
        {
            var hour = Math.Min(time / length * 24, 23.999);
            var (first, rest) = ((int)hour, hour - (int)hour);
            return low + ((high - low) * ((shares[first] * (1 - rest)) + (shares[first + 1] * rest)));
        });
    }

    /// <summary>Levels of equal length.</summary>
    public static LoadCurve Levels(IReadOnlyList<double> levels, TimeSpan each) =>
        new("levels", each * levels.Count, time => levels[Math.Min((int)(time / each), levels.Count - 1)]);
}
