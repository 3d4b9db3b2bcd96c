namespace Paas;

/// <summary>
/// What a dyno uses, measured over all of its processes; reported about every 20 s of its life where the driver can tell.
/// Source of the fields: devcenter.heroku.com/articles/log-runtime-metrics.
/// </summary>
/// <param name="DynoId">The run.</param>
/// <param name="MemoryRss">Resident anonymous memory in bytes.</param>
public sealed record DynoUsage(Guid DynoId, long MemoryRss) : DynoEvent(DynoId)
{
    /// <summary>Page cache in bytes; 0 where it cannot be attributed.</summary>
    public long MemoryCache { get; init; }

    /// <summary>Swapped out, in bytes.</summary>
    public long MemorySwap { get; init; }

    /// <summary>Pages read from disk since its start.</summary>
    public long PagesIn { get; init; }

    /// <summary>Pages written to disk since its start.</summary>
    public long PagesOut { get; init; }

    /// <summary>Processor time since its start.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Tasks that run or could run at this moment; of them the load averages are made.</summary>
    public int Runnable { get; init; }

    /// <summary>Processes at this moment.</summary>
    public int Processes { get; init; }

    /// <summary>RSS, cache and swap together, which Heroku holds against the quota.</summary>
    public long MemoryTotal => MemoryRss + MemoryCache + MemorySwap;
}
