using System.Globalization;
using System.Text;
using Paas.Dynos;

namespace Paas.Formations;

/// <summary>The two lines of <c>log-runtime-metrics</c>. Source: devcenter.heroku.com/articles/log-runtime-metrics.</summary>
internal static class RuntimeMetrics
{
    /// <summary>The load, as far as there are samples for it, or null; then the memory.</summary>
    public static (string? Load, string Memory) Describe(Guid appId, DynoInstance dyno, DynoUsage usage, DynoSize size)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"source={dyno.Name} dyno=heroku.{Number(appId)}.{dyno.Id}");
        return (Load(prefix, dyno.Load), string.Create(CultureInfo.InvariantCulture,
            $"{prefix} sample#memory_total={MiB(usage.MemoryTotal):0.00}MB sample#memory_rss={MiB(usage.MemoryRss):0.00}MB sample#memory_cache={MiB(usage.MemoryCache):0.00}MB sample#memory_swap={MiB(usage.MemorySwap):0.00}MB sample#memory_pgpgin={usage.PagesIn}pages sample#memory_pgpgout={usage.PagesOut}pages sample#memory_quota={MiB(size.Memory):0.00}MB"));
    }

    private static string? Load(string prefix, LoadAverage load)
    {
        if (!load.Covers(1))
            return null;
        var line = new StringBuilder(prefix).Append(CultureInfo.InvariantCulture, $" sample#load_avg_1m={load.One:0.00}");
        if (load.Covers(5))
            line.Append(CultureInfo.InvariantCulture, $" sample#load_avg_5m={load.Five:0.00}");
        if (load.Covers(15))
            line.Append(CultureInfo.InvariantCulture, $" sample#load_avg_15m={load.Fifteen:0.00}");
        return line.ToString();
    }

    /// <summary>Heroku's apps have a number besides their id; ours have one that is made of it.</summary>
    private static uint Number(Guid appId)
    {
        Span<byte> bytes = stackalloc byte[16];
        appId.TryWriteBytes(bytes);
        return BitConverter.ToUInt32(bytes);
    }

    private static double MiB(long bytes) => bytes / (1024.0 * 1024);
}
