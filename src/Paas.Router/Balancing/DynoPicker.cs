using Paas.Routing;

namespace Paas.Balancing;

internal static class DynoPicker
{
    /// <summary>The dyno with the least requests in flight, at random among equals; null when all are quarantined.</summary>
    public static RoutedDyno? Pick(ReadOnlySpan<RoutedDyno> dynos, long now, ref SplitMix random)
    {
        RoutedDyno? best = null;
        var least = int.MaxValue;
        var equals = 0;
        foreach (var dyno in dynos)
        {
            if (dyno.QuarantinedUntil > now)
                continue;
            var load = dyno.InFlight;
            if (load > least)
                continue;
            equals = load < least ? 1 : equals + 1;
            least = load;
            // The n-th equal takes over with probability 1/n, which makes all of them equally likely.
            if (equals == 1 || random.Next(equals) == 0)
                best = dyno;
        }
        return best;
    }

    /// <summary>When the first of the dynos leaves quarantine.</summary>
    public static long FirstRelease(ReadOnlySpan<RoutedDyno> dynos)
    {
        var first = long.MaxValue;
        foreach (var dyno in dynos)
            first = Math.Min(first, dyno.QuarantinedUntil);
        return first;
    }
}
