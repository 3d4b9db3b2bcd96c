using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>
/// Heroku's preboot: the web dynos of a new release boot beside the old ones, out of the routes; when their time has come the
/// routes switch to all of them at once. A place whose new dyno is not up by then keeps its old one, as without preboot.
/// Source: devcenter.heroku.com/articles/preboot.
/// </summary>
internal static class Preboot
{
    /// <summary>From the boot timeout to the switch.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    /// <summary>Until when a dyno that is started now stays out of the routes; null when it need not.</summary>
    public static DateTimeOffset? HoldOf(DesiredFormation desired, DesiredProcess process, int index, ImmutableArray<DynoInstance> actual, PlanBuilder plan)
    {
        if (!desired.Preboot || process is not { Type: "web", IsShared: false })
            return null;

        var olderServes = false;
        DateTimeOffset? hold = null;
        foreach (var dyno in actual)
        {
            if (!dyno.IsWeb)
                continue;
            if (dyno.Index == index && dyno is { Cycling: true, IsRouted: true })
                return plan.Now + Delay(desired, plan.Options);
            olderServes |= dyno.IsRouted && dyno.Release != desired.Release;
            if (dyno.Release != desired.Release)
                continue;
            if (dyno.IsRouted)
                return null; // the switch has been
            hold ??= dyno.HeldUntil;
        }

        return olderServes ? hold ?? plan.Now + Delay(desired, plan.Options) : null;
    }

    /// <summary>Lets go of held dynos whose time has come, or for which nothing else serves any more.</summary>
    public static void Plan(DesiredFormation desired, ImmutableArray<DynoInstance> actual, PlanBuilder plan)
    {
        foreach (var dyno in actual)
        {
            if (dyno.HeldUntil is not { } until)
                continue;
            if (IsOver(desired, dyno, actual, plan))
                plan.Add(new PlanAction.Switch(dyno.Id));
            else
                plan.WakeAt(until);
        }
    }

    public static bool IsOver(DesiredFormation desired, DynoInstance dyno, ImmutableArray<DynoInstance> actual, PlanBuilder plan)
    {
        if (dyno.HeldUntil is not { } until || !desired.Preboot || plan.Now >= until || until - plan.Now > Delay(desired, plan.Options))
            return true; // the last: the clock was set back
        foreach (var other in actual)
        {
            if (other.IsRouted)
                return false;
        }

        return true;
    }

    private static TimeSpan Delay(DesiredFormation desired, EngineOptions options) => (desired.BootTimeout ?? options.BootTimeout) + Margin;
}
