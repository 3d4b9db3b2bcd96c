using Docker.DotNet.Models;

namespace Paas.Docker.Usage;

/// <summary>Reads the daemon's figures. Source: the kernel's memory.stat, which has other names in the two versions of cgroups.</summary>
internal static class ContainerUsage
{
    private const long NanosecondsPerTick = 100;

    /// <param name="dynoId">The run.</param>
    /// <param name="stats">The daemon's answer.</param>
    /// <param name="cpuBefore">Processor time when it was measured last.</param>
    /// <param name="elapsed">Time since; null the first time.</param>
    public static DynoUsage Of(Guid dynoId, ContainerStatsResponse stats, TimeSpan cpuBefore, TimeSpan? elapsed)
    {
        var memory = stats.MemoryStats?.Stats ?? new Dictionary<string, ulong>();
        var cpu = TimeSpan.FromTicks((long)(stats.CPUStats?.CPUUsage?.TotalUsage ?? 0) / NanosecondsPerTick);
        return new DynoUsage(dynoId, Figure(memory, "rss", "anon"))
        {
            MemoryCache = Figure(memory, "cache", "file"),
            MemorySwap = Figure(memory, "swap", "swap"),
            PagesIn = Figure(memory, "pgpgin", "pgmajfault"),
            PagesOut = Figure(memory, "pgpgout", "pgsteal"),
            CpuTime = cpu,
            // The daemon does not count what could run; what ran on average is the nearest to it.
            Runnable = elapsed is { } time && time > TimeSpan.Zero && cpu > cpuBefore ? (int)Math.Ceiling((cpu - cpuBefore) / time - 0.05) : 0,
            Processes = (int)(stats.PidsStats?.Current ?? 0),
        };
    }

    private static long Figure(IDictionary<string, ulong> memory, string first, string second) =>
        memory.TryGetValue(first, out var value) || memory.TryGetValue(second, out value) ? (long)value : 0;
}
