using System.Globalization;

namespace Paas.Formations;

/// <summary>
/// When a dyno uses more memory than its size has: above the quota it is told (R14) each time it is measured, far above it is
/// ended (R15), also where the driver cannot limit it. Source: devcenter.heroku.com/articles/error-codes.
/// </summary>
internal static class MemoryRules
{
    public static MemoryVerdict Judge(DynoUsage usage, DynoSize size) =>
        usage.MemoryRss + usage.MemorySwap > size.MaxMemory ? MemoryVerdict.VastlyExceeded
        : usage.MemoryTotal > size.Memory ? MemoryVerdict.Exceeded
        : MemoryVerdict.Within;

    /// <summary><c>Process running mem=518M(101.2%)</c>.</summary>
    public static string Running(DynoUsage usage, DynoSize size) => string.Create(CultureInfo.InvariantCulture,
        $"Process running mem={usage.MemoryTotal / (1024 * 1024)}M({100.0 * usage.MemoryTotal / size.Memory:0.0}%)");

    public const string R14 = "Error R14 (Memory quota exceeded)";

    public const string R15 = "Error R15 (Memory quota vastly exceeded)";

    /// <summary>Why it was ended, for a person to act on.</summary>
    public static string Explain(DynoUsage? usage, DynoSize size)
    {
        var used = usage is null ? "more memory than" : string.Create(CultureInfo.InvariantCulture, $"{(usage.MemoryRss + usage.MemorySwap) / (1024 * 1024)} MB of memory, and");
        return string.Create(CultureInfo.InvariantCulture,
            $"It used {used} a dyno of size {size.DisplayName} may use {size.MaxMemory / (1024 * 1024)} MB at most. Find the leak, use less at a time, or give it a larger size.");
    }
}
