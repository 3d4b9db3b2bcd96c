namespace Paas.Telemetry;

/// <summary>Where a snapshot adds the stripes of an app up.</summary>
internal sealed class TrafficSum
{
    public long[] Statuses { get; } = new long[StatusCounts.Classes];

    public long[] Service { get; } = LatencySnapshot.NewCounts();

    public long[] Duration { get; } = LatencySnapshot.NewCounts();

    public long[] Queue { get; } = LatencySnapshot.NewCounts();

    public long[] Connect { get; } = LatencySnapshot.NewCounts();

    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    public long Failures { get; set; }

    public long Retries { get; set; }

    public long Upgrades { get; set; }

    /// <summary>Begins anew, for the next app.</summary>
    public void Clear()
    {
        foreach (var counts in (ReadOnlySpan<long[]>)[Statuses, Service, Duration, Queue, Connect])
            Array.Clear(counts);
        BytesIn = BytesOut = Failures = Retries = Upgrades = 0;
    }
}
