using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>
/// Decides what to do next so that what runs becomes what should run. Pure: no I/O, no clock; called after every
/// change and every event, and harmless to call again. Each place (process type and index) is decided by itself:
/// <code>
///   web     old up ──────────────────────────► draining ─► stopping ─► gone
///           new       starting ─► listening ─► up (routed and reached)
///   others  old up ─► stopping ─► gone
///           new                        starting ─► up
/// </code>
/// An old web dyno serves until its successor was reached through the router; a successor that never comes up changes
/// nothing for it.
/// </summary>
internal static class Planner
{
    public static ImmutableArray<PlanAction> Plan(
        DesiredFormation desired, ImmutableArray<DynoInstance> actual, DateTimeOffset now, EngineOptions options)
    {
        var plan = new List<PlanAction>();
        DateTimeOffset? wake = null;

        foreach (var process in desired.Processes)
        {
            for (var index = 1; index <= process.Quantity; index++)
                PlanPlace(desired.Release, process, index, actual, now, options, plan, ref wake);
        }

        foreach (var dyno in actual)
        {
            if (!IsWanted(desired, dyno))
                Retire(dyno, plan);
        }

        if (wake is { } time)
            plan.Add(new PlanAction.WaitUntil(time));
        return [.. plan];
    }

    private static bool IsWanted(DesiredFormation desired, DynoInstance dyno)
    {
        foreach (var process in desired.Processes)
        {
            if (process.Type == dyno.Type)
                return dyno.Index <= process.Quantity;
        }

        return false;
    }

    private static void PlanPlace(
        int release, DesiredProcess process, int index, ImmutableArray<DynoInstance> actual, DateTimeOffset now,
        EngineOptions options, List<PlanAction> plan, ref DateTimeOffset? wake)
    {
        DynoInstance? current = null;
        foreach (var dyno in actual)
        {
            if (dyno.Type == process.Type && dyno.Index == index && IsCurrent(dyno, release, process) && (current is null || dyno.StartedAt > current.StartedAt))
                current = dyno;
        }

        // A web dyno is replaced only when its successor is up; any other one makes room first.
        var successorServes = current is { Phase: DynoPhase.Up };
        var occupied = false;
        foreach (var dyno in actual)
        {
            if (dyno.Type != process.Type || dyno.Index != index || ReferenceEquals(dyno, current))
                continue;

            var keepsServing = dyno is { IsWeb: true, Phase: DynoPhase.Up, StopRequested: false } && !successorServes;
            if (!keepsServing)
                Retire(dyno, plan);
            occupied |= !dyno.IsWeb && dyno.IsAlive;
        }

        if (current is null)
        {
            if (!occupied)
                plan.Add(new PlanAction.Start(process, index, Crashes: 0));
            return;
        }

        switch (current.Phase)
        {
            case DynoPhase.Starting when current.IsWeb:
                AwaitPort(current, now, options, plan, ref wake);
                break;
            case DynoPhase.Listening:
                AwaitRouter(current, now, options, plan, ref wake);
                break;
            case DynoPhase.Crashed:
                var restartAt = current.ChangedAt + CrashBackoff.Delay(current.Crashes, options);
                if (now < restartAt && now >= current.ChangedAt) // else the clock was set back, and nobody knows how long it has waited
                {
                    Earliest(ref wake, restartAt);
                }
                else if (!occupied)
                {
                    plan.Add(new PlanAction.Forget(current.Id));
                    plan.Add(new PlanAction.Start(process, index, current.Crashes));
                }

                break;
        }
    }

    private static bool IsCurrent(DynoInstance dyno, int release, DesiredProcess process) =>
        dyno.Release == release && dyno.Size == process.Size
        && dyno is { Stale: false, StopRequested: false } && dyno.Phase is not (DynoPhase.Draining or DynoPhase.Stopping);

    private static void AwaitPort(DynoInstance dyno, DateTimeOffset now, EngineOptions options, List<PlanAction> plan, ref DateTimeOffset? wake)
    {
        var deadline = dyno.BootsSince + options.BootTimeout;
        var failure = dyno.OtherEndpoints.IsEmpty ? BootFailure.NotListening : BootFailure.WrongPort;
        if (dyno.ListensElsewhereSince is { } since && since + options.WrongPortGrace < deadline)
            deadline = since + options.WrongPortGrace;

        if (now >= deadline)
            plan.Add(new PlanAction.FailBoot(dyno.Id, failure));
        else
            Earliest(ref wake, deadline);
    }

    private static void AwaitRouter(DynoInstance dyno, DateTimeOffset now, EngineOptions options, List<PlanAction> plan, ref DateTimeOffset? wake)
    {
        var deadline = dyno.BootsSince + options.BootTimeout;
        if (now >= deadline)
        {
            plan.Add(new PlanAction.FailBoot(dyno.Id, BootFailure.Unreachable));
            return;
        }

        Earliest(ref wake, deadline);
        if (dyno.Checking)
            return;
        if (dyno.NextCheckAt is { } next && now < next)
            Earliest(ref wake, next);
        else
            plan.Add(new PlanAction.Check(dyno.Id));
    }

    /// <summary>One step towards the end of a dyno that is no longer wanted.</summary>
    private static void Retire(DynoInstance dyno, List<PlanAction> plan)
    {
        switch (dyno.Phase)
        {
            case DynoPhase.Crashed:
                plan.Add(new PlanAction.Forget(dyno.Id));
                break;
            case DynoPhase.Listening or DynoPhase.Up when dyno.IsWeb:
                plan.Add(new PlanAction.Drain(dyno.Id));
                break;
            case DynoPhase.Draining when !dyno.Drained:
            case DynoPhase.Stopping or DynoPhase.Failing:
                break;
            default:
                plan.Add(new PlanAction.Stop(dyno.Id));
                break;
        }
    }

    private static void Earliest(ref DateTimeOffset? wake, DateTimeOffset time)
    {
        if (wake is null || time < wake)
            wake = time;
    }
}
