using Paas.Routing;

namespace Paas.Balancing;

/// <summary>
/// Picks a dyno. A quarantined dyno, an unhealthy one while others are healthy, and one that is full are never picked.
/// </summary>
internal static class DynoPicker
{
    // Counting up to this many dynos costs less than a hundredth of a request and finds the one that is idle; two draws
    // would miss it now and then.
    private const int MaxScan = 32;

    /// <summary>A healthy dyno of the set by the app's policy, or null.</summary>
    /// <param name="set">The dynos.</param>
    /// <param name="balancing">The policy.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">Breaks ties.</param>
    /// <param name="isFull">There are healthy dynos, but each has all the requests that it may have.</param>
    public static RoutedDyno? Pick(DynoSet set, RouteBalancing balancing, long now, ref SplitMix random, out bool isFull)
    {
        isFull = false;
        var dynos = set.Dynos;
        if (dynos.IsEmpty)
            return null;
        switch (balancing)
        {
            case RouteBalancing.RoundRobin:
                return Turn(set, now, out isFull);
            case RouteBalancing.Random:
                var drawn = dynos[random.Next(dynos.Length)];
                return drawn.IsHealthy && Fits(drawn, now) ? drawn : Scan(dynos, now, healthyOnly: true, byLoad: false, ref random, out isFull);
            default:
                return dynos.Length > MaxScan && Better(dynos, now, ref random) is { } better
                    ? better
                    : Scan(dynos, now, healthyOnly: true, byLoad: true, ref random, out isFull);
        }
    }

    /// <summary>The dyno with the least requests in flight, healthy or not: when all fail their checks, the checks are not believed.</summary>
    public static RoutedDyno? PickAny(ReadOnlySpan<RoutedDyno> dynos, long now, ref SplitMix random) =>
        Scan(dynos, now, healthyOnly: false, byLoad: true, ref random, out _);

    /// <summary>The healthy dyno with the least requests in flight beside one that has just failed; null when there is none.</summary>
    public static RoutedDyno? PickOther(ReadOnlySpan<RoutedDyno> dynos, RoutedDyno failed, long now)
    {
        RoutedDyno? best = null;
        foreach (var dyno in dynos)
        {
            if (dyno != failed && dyno.IsHealthy && Fits(dyno, now) && (best is null || dyno.InFlight < best.InFlight))
                best = dyno;
        }
        return best;
    }

    /// <summary>When the first of the dynos leaves quarantine.</summary>
    public static long FirstRelease(ReadOnlySpan<RoutedDyno> dynos, long now)
    {
        var first = long.MaxValue;
        foreach (var dyno in dynos)
        {
            var until = dyno.QuarantinedUntil;
            if (until > now)
                first = Math.Min(first, until);
        }
        return first;
    }

    /// <summary>None of the dynos can be connected to.</summary>
    public static bool AllQuarantined(ReadOnlySpan<RoutedDyno> dynos, long now)
    {
        foreach (var dyno in dynos)
        {
            if (dyno.QuarantinedUntil <= now)
                return false;
        }
        return true;
    }

    private static bool Fits(RoutedDyno dyno, long now) => dyno.QuarantinedUntil <= now && dyno.HasRoom;

    private static RoutedDyno? Turn(DynoSet set, long now, out bool isFull)
    {
        isFull = false;
        var dynos = set.Dynos;
        var turn = set.NextTurn();
        for (var i = 0; i < dynos.Length; i++)
        {
            var dyno = dynos[turn];
            turn = turn + 1 == dynos.Length ? 0 : turn + 1;
            if (!dyno.IsHealthy || dyno.QuarantinedUntil > now)
                continue;
            if (dyno.HasRoom)
                return dyno;
            isFull = true;
        }
        return null;
    }

    // The power of two choices (Mitzenmacher 2001): nearly as even as counting all, at the price of two looks.
    private static RoutedDyno? Better(ReadOnlySpan<RoutedDyno> dynos, long now, ref SplitMix random)
    {
        var first = random.Next(dynos.Length);
        var second = random.Next(dynos.Length - 1);
        var one = dynos[first];
        var two = dynos[second >= first ? second + 1 : second];
        if (!one.IsHealthy || !Fits(one, now))
            return two.IsHealthy && Fits(two, now) ? two : null;
        return two.IsHealthy && Fits(two, now) && two.InFlight < one.InFlight ? two : one;
    }

    private static RoutedDyno? Scan(
        ReadOnlySpan<RoutedDyno> dynos, long now, bool healthyOnly, bool byLoad, ref SplitMix random, out bool isFull)
    {
        RoutedDyno? best = null;
        isFull = false;
        var least = int.MaxValue;
        var equals = 0;
        foreach (var dyno in dynos)
        {
            if (dyno.QuarantinedUntil > now || (healthyOnly && !dyno.IsHealthy))
                continue;
            if (!dyno.HasRoom)
            {
                isFull = true;
                continue;
            }
            var load = byLoad ? dyno.InFlight : 0;
            if (load > least)
                continue;
            equals = load < least ? 1 : equals + 1;
            least = load;
            // The n-th equal takes over with probability 1/n, which makes all of them equally likely.
            if (equals == 1 || random.Next(equals) == 0)
                best = dyno;
        }
        isFull &= best is null;
        return best;
    }
}
