namespace Paas.Telemetry;

/// <summary>Where a snapshot adds the stripes of an app up.</summary>
internal sealed class TrafficSum
{
    /// <summary>No status, and 1xx to 5xx.</summary>
    public const int Classes = 6;

    public long[] Statuses { get; } = new long[Classes];

    public long[] Service { get; } = new long[LatencyBuckets.Count];

    public long[] Duration { get; } = new long[LatencyBuckets.Count];

    public long[] Queue { get; } = new long[LatencyBuckets.Count];

    public long[] Connect { get; } = new long[LatencyBuckets.Count];

    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    public long Failures { get; set; }

    public long Retries { get; set; }

    public long Upgrades { get; set; }

    public static int Class(int status) => status is >= 100 and < 600 ? status / 100 : 0;

    public StatusCounts StatusCounts() => new(Statuses[0], Statuses[1], Statuses[2], Statuses[3], Statuses[4], Statuses[5]);

    /// <summary>Begins anew, for the next app.</summary>
    public void Clear()
    {
        foreach (var counts in (ReadOnlySpan<long[]>)[Statuses, Service, Duration, Queue, Connect])
            Array.Clear(counts);
        BytesIn = BytesOut = Failures = Retries = Upgrades = 0;
    }
}
