using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>
/// When a dyno has run for its day and is replaced. The random part is derived from its id, so that it stays the same for an
/// adopted one. Source: devcenter.heroku.com/articles/dyno-restarts.
/// </summary>
internal static class Cycling
{
    public static DateTimeOffset DueAt(DynoInstance dyno, EngineOptions options)
    {
        Span<byte> id = stackalloc byte[16];
        dyno.Id.TryWriteBytes(id);
        return dyno.StartedAt + options.CycleAfter + options.CycleJitter * (BitConverter.ToUInt32(id) / (double)uint.MaxValue);
    }

    /// <summary>
    /// One dyno at a time, and none while others of its type are not up: the one that is due longest, or the time at which one
    /// will be.
    /// </summary>
    public static void Plan(DesiredFormation desired, DesiredProcess process, ImmutableArray<DynoInstance> actual, PlanBuilder plan)
    {
        if (!plan.Options.CycleDynos)
            return;

        DynoInstance? oldest = null;
        var oldestDue = DateTimeOffset.MaxValue;
        var up = 0;
        foreach (var dyno in actual)
        {
            if (dyno.Type != process.Type)
                continue;
            if (dyno is not { Phase: DynoPhase.Up, Stale: false, StopRequested: false, HeldUntil: null } || dyno.Release != desired.Release)
                return; // something is under way here already
            up++;
            var due = DueAt(dyno, plan.Options);
            if (due < oldestDue)
                (oldest, oldestDue) = (dyno, due);
        }

        if (up != process.Quantity || oldest is null)
            return;
        if (plan.Now >= oldestDue)
            plan.Add(new PlanAction.Cycle(oldest.Id));
        else
            plan.WakeAt(oldestDue);
    }
}
