namespace Paas.Scaling;

/// <summary>
/// Decides how many dynos a process type has. Pure: no I/O, no clock. One decision is
/// <code>
///   look ─► learn what a dyno can do ─► how many would be enough ─► up at once, down when that was so for a while
/// </code>
/// Up: as many as bring the signal to its target, at most three times the working ones. Down: not below what was needed at any look
/// since the cool-down began, nor below half, and only where the load that then comes on each dyno (<see cref="ScalingNeed"/>) leaves head-room.
/// </summary>
internal static class Autoscaler
{
    private const int MaxGrowth = 3;

    private static readonly TimeSpan NoticeInterval = TimeSpan.FromDays(1);

    public static ScalingDecision Decide(Autoscaling policy, AutoscalerState state, ScalingObservation? seen, int current, TimeSpan now)
    {
        if (current != state.Quantity) // somebody else changed it, so what was needed before says nothing
            state = state.Change(current, now);

        var least = Math.Max(policy.Min, 1);
        if (current < least || current > policy.Max)
        {
            var inside = Math.Clamp(current, least, policy.Max);
            return new ScalingDecision(inside, FormattableString.Invariant($"it has {least} to {policy.Max} dynos"), state.Change(inside, now));
        }

        if (seen is null || seen.Serving == 0)
            return new ScalingDecision(current, null, state);

        state = ScalingNeed.Learn(policy, state, seen, now);
        var needed = ScalingNeed.Of(policy, state, seen, current);
        state = state.Note(needed, seen.Offered, now, policy.DownCooldown);
        return needed > current ? Up(policy, state, seen, current, needed, now)
            : needed < current ? Down(policy, state, seen, current, now)
            : new ScalingDecision(current, null, state);
    }

    private static ScalingDecision Up(Autoscaling policy, AutoscalerState state, ScalingObservation seen, int current, int needed, TimeSpan now)
    {
        if (current == policy.Max)
            return Full(policy, state, seen, now);
        if (now - state.ChangedAt < policy.UpCooldown)
            return new ScalingDecision(current, null, state);

        // Dynos that still boot must not make it add more and more for the same load.
        var quantity = Math.Min(needed, MaxGrowth * Math.Max(1, seen.Serving));
        quantity = Math.Min(quantity, Math.Min(policy.Max, current + (policy.MaxStep ?? policy.Max)));
        if (quantity <= current)
            return new ScalingDecision(current, null, state);
        return new ScalingDecision(quantity, ScalingReason.Up(policy, state, seen), state.Change(quantity, now));
    }

    private static ScalingDecision Down(Autoscaling policy, AutoscalerState state, ScalingObservation seen, int current, TimeSpan now)
    {
        if (now - state.ChangedAt < policy.DownCooldown)
            return new ScalingDecision(current, null, state);

        var quantity = state.Needs.Max(static need => need.Dynos);
        quantity = Math.Max(quantity, Math.Max((current + 1) / 2, current - (policy.MaxStep ?? current)));
        quantity = Math.Max(quantity, Math.Max(policy.Min, 1));
        if (quantity >= current)
            return new ScalingDecision(current, null, state);
        return new ScalingDecision(quantity, ScalingReason.Down(policy, seen, quantity), state.Change(quantity, now));
    }

    private static ScalingDecision Full(Autoscaling policy, AutoscalerState state, ScalingObservation seen, TimeSpan now)
    {
        if (state.ToldFullAt is { } told && now - told < NoticeInterval)
            return new ScalingDecision(policy.Max, null, state);
        return new ScalingDecision(policy.Max, ScalingReason.Up(policy, state, seen), state with { ToldFullAt = now });
    }
}
