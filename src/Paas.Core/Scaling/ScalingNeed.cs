namespace Paas.Scaling;

/// <summary>
/// How many dynos would be enough for what was seen. Pure. By signal, with n dynos at work:
/// <code>
///   CPU, in flight   up    ⌈n·value ⁄ target⌉                         down  ⌈n·value ⁄ 0.85·target⌉
///   response, queue  up    ⌈arrivals ⁄ 0.8·capacity⌉, at least n + 1    down  the fewest n' whose load per dyno is harmless
/// </code>
/// The capacity of a dyno is what it completed per second while the target was exceeded: exact when it was overloaded, else
/// a lower bound. A load per dyno is harmless when one as high was seen within the target, or it keeps under 0.8 of the
/// capacity and the time that the processor-sharing queue predicts, value·(1−ρ) ⁄ (1−ρ'), under 0.9 of the target.
/// </summary>
internal static class ScalingNeed
{
    private const double Use = 0.8;
    private const double Full = 0.9;
    private const double Relaxed = 0.7;
    private const double Steady = 1.1;
    private const double HeadRoom = 0.85;
    private const double Margin = 0.9;

    /// <summary>Fewer requests than that in an interval make no percentile.</summary>
    private const int FewRequests = 10;

    /// <summary>Share of the requests in flight per dyno, at which hardly any ever meets another.</summary>
    private const double Alone = 0.5;

    /// <summary>What was learnt is forgotten after this time: an app becomes faster and slower.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    public static double ValueOf(AutoscalingSignal signal, ScalingObservation seen) => signal switch
    {
        AutoscalingSignal.ResponseTime => seen.Response,
        AutoscalingSignal.QueueTime => seen.Queue,
        AutoscalingSignal.RequestsInFlight => seen.InFlight / seen.Serving,
        _ => seen.Cpu ?? double.NaN,
    };

    /// <summary>Remembers what this interval tells of a dyno's capacity.</summary>
    public static AutoscalerState Learn(Autoscaling policy, AutoscalerState state, ScalingObservation seen, TimeSpan now)
    {
        if (now - state.CapacityAt > Memory)
            state = state with { Capacity = null };
        if (now - state.ProvenAt > Memory)
            state = state with { Proven = 0 };
        if (policy.Signal > AutoscalingSignal.QueueTime || seen.Requests < FewRequests)
            return state;

        if (IsOver(policy, seen))
        {
            // While it works off what has piled up it is as slow as it was before.
            if (seen.IsDraining || seen.Served == 0)
                return state;
            return state with { Capacity = seen.BestPerDyno, CapacityAt = now, Proven = Math.Min(state.Proven, Use * seen.BestPerDyno) };
        }

        var rate = seen.CompletedPerDyno;
        if (rate > state.Capacity) // it can do more than we thought
            state = state with { Capacity = null };
        return rate >= state.Proven ? state with { Proven = rate, ProvenAt = now } : state;
    }

    public static int Of(Autoscaling policy, AutoscalerState state, ScalingObservation seen, int current)
    {
        var needed = policy.Signal switch
        {
            AutoscalingSignal.Cpu => seen.Cpu is { } cpu ? Proportional(seen.Serving * cpu * seen.Excess, policy.Target, current, seen) : current,
            AutoscalingSignal.RequestsInFlight => Proportional(seen.InFlight, policy.Target, current, seen),
            _ => OfTime(policy, state, seen, current),
        };
        return seen.TurnedAway > 0 ? Math.Max(needed, current + 1) : needed;
    }

    private static int Proportional(double load, double target, int current, ScalingObservation seen)
    {
        var up = Ceiling(load / target);
        if (up <= current)
            return Math.Min(current, Math.Max(1, Ceiling(load / (HeadRoom * target))));
        if (seen.IsDraining)
            return current;

        // What piles up in front of too few dynos is no measure of how many more they should be; how fast it does, is.
        return seen.Excess > 1 ? Math.Min(up, OfRate(seen, seen.CompletedPerDyno)) : up;
    }

    private static int OfRate(ScalingObservation seen, double capacity) => Ceiling(seen.Offered / (Use * capacity));

    private static int OfTime(Autoscaling policy, AutoscalerState state, ScalingObservation seen, int current)
    {
        if (seen.Requests < FewRequests)
            return seen.InFlightNow <= 1 ? 1 : current;
        if (IsOver(policy, seen))
        {
            if (seen.IsDraining || seen.Served == 0)
                return current;
            return Math.Max(OfRate(seen, seen.CompletedPerDyno), seen.Serving + 1);
        }

        if (state.Capacity is { } known && seen.Offered / seen.Serving > Full * known && !seen.IsIdle)
            return Math.Max(OfRate(seen, known), current);

        var needed = current;
        while (needed > 1 && IsHarmless(policy, state, seen, current, needed - 1))
            needed--;
        return needed;
    }

    private static bool IsOver(Autoscaling policy, ScalingObservation seen) =>
        seen.TurnedAway > 0 || (ValueOf(policy.Signal, seen) > policy.Target && !seen.IsIdle);

    private static bool IsHarmless(Autoscaling policy, AutoscalerState state, ScalingObservation seen, int current, int dynos)
    {
        var rate = seen.Offered / dynos;
        if (seen.InFlight / dynos <= Alone)
            return true;

        var value = ValueOf(policy.Signal, seen);
        if (state.Capacity is { } capacity)
        {
            // Far enough below the load at which one would be added again.
            if (rate > Relaxed * capacity)
                return false;
            var (before, after) = (Math.Min(seen.CompletedPerDyno, rate) / capacity, rate / capacity);
            return policy.Signal == AutoscalingSignal.QueueTime || rate <= state.Proven || value * (1 - before) / (1 - after) <= Margin * policy.Target;
        }

        // Nobody knows what a dyno can do: try with one less, if the signal may rise as the load does.
        return rate <= state.Proven || (dynos == current - 1 && value * current / dynos <= Margin * policy.Target && !IsRising(state, seen));
    }

    private static bool IsRising(AutoscalerState state, ScalingObservation seen) =>
        state.Needs.Count > 0 && seen.Offered > Steady * state.Needs[0].Offered;

    // A need of 3.0000001 dynos is one of 3.
    private static int Ceiling(double dynos) => (int)Math.Min(int.MaxValue / 4, Math.Ceiling(dynos - 1e-6));
}
