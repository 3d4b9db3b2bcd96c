namespace Paas.Formations;

/// <summary>What a dyno that is not up yet waits for, and until when.</summary>
internal static class BootRules
{
    /// <summary>A web dyno must bind its port.</summary>
    public static void AwaitPort(DesiredFormation desired, DesiredProcess process, DynoInstance dyno, PlanBuilder plan)
    {
        var deadline = Deadline(desired, process, dyno, plan.Options);
        var failure = dyno.OtherEndpoints.IsEmpty ? BootFailure.NotListening : BootFailure.WrongPort;
        if (dyno.ListensElsewhereSince is { } since && since + plan.Options.WrongPortGrace < deadline)
            deadline = since + plan.Options.WrongPortGrace;

        if (plan.Now >= deadline)
            plan.Add(new PlanAction.FailBoot(dyno.Id, failure));
        else
            plan.WakeAt(deadline);
    }

    /// <summary>Then its health check must pass, and the router reach it.</summary>
    public static void AwaitCheck(DesiredFormation desired, DesiredProcess process, DynoInstance dyno, PlanBuilder plan)
    {
        var deadline = Deadline(desired, process, dyno, plan.Options);
        if (plan.Now >= deadline)
        {
            plan.Add(new PlanAction.FailBoot(dyno.Id, dyno.Health == DynoHealth.Pending ? BootFailure.Unhealthy : BootFailure.Unreachable));
            return;
        }

        plan.WakeAt(deadline);
        if (dyno.Checking)
            return;
        if (dyno.Health == DynoHealth.Pending && process.HealthCheck is { } check && IsAhead(dyno.BootsSince + check.Grace, check.Grace, plan))
            plan.WakeAt(dyno.BootsSince + check.Grace);
        else if (dyno.NextCheckAt is { } next && IsAhead(next, HealthRules.BootInterval, plan))
            plan.WakeAt(next);
        else
            plan.Add(new PlanAction.Check(dyno.Id));
    }

    /// <summary>A dyno that is up is checked on and on.</summary>
    public static void KeepChecking(DesiredProcess process, DynoInstance dyno, PlanBuilder plan)
    {
        if (process.HealthCheck is not { } check || dyno.Health != DynoHealth.Passing || dyno.Checking)
            return;
        if (dyno.NextCheckAt is { } next && IsAhead(next, check.Interval, plan))
            plan.WakeAt(next);
        else
            plan.Add(new PlanAction.Check(dyno.Id));
    }

    /// <summary>Whether a time is to come; not when it is further ahead than it ever was: then the clock was set back.</summary>
    private static bool IsAhead(DateTimeOffset time, TimeSpan most, PlanBuilder plan) => plan.Now < time && time - plan.Now <= most;

    private static DateTimeOffset Deadline(DesiredFormation desired, DesiredProcess process, DynoInstance dyno, EngineOptions options) =>
        dyno.BootsSince + (desired.BootTimeout ?? options.BootTimeout) + (process.HealthCheck?.Grace ?? TimeSpan.Zero);
}
