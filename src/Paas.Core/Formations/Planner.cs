using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>
/// Decides what to do next so that what runs becomes what should run. Pure: no I/O, no clock; called after every
/// change and every event, and harmless to call again. Each place (process type and index) is decided by itself:
/// <code>
///   web     old up ──────────────────────────► draining ─► stopping ─► gone
///           new       starting ─► listening ─► up (healthy, routed and reached)
///   others  old up ─► stopping ─► gone
///           new                        starting ─► up (healthy)
/// </code>
/// An old web dyno serves until its successor was reached through the router; a successor that never comes up changes
/// nothing for it. <see cref="Preboot"/>, <see cref="Cycling"/> and <see cref="BootRules"/> have the rules of their name.
/// </summary>
internal static class Planner
{
    public static ImmutableArray<PlanAction> Plan(
        DesiredFormation desired, ImmutableArray<DynoInstance> actual, DateTimeOffset now, EngineOptions options)
    {
        var plan = new PlanBuilder(now, options);
        Preboot.Plan(desired, actual, plan);
        foreach (var process in desired.Processes)
        {
            for (var index = 1; index <= process.Quantity; index++)
                PlanPlace(desired, process, index, actual, plan);
            Cycling.Plan(desired, process, actual, plan);
        }

        foreach (var dyno in actual)
        {
            if (!desired.Has(dyno.Type, dyno.Index))
                Retire(dyno, plan);
        }

        return plan.Build();
    }

    private static void PlanPlace(DesiredFormation desired, DesiredProcess process, int index, ImmutableArray<DynoInstance> actual, PlanBuilder plan)
    {
        DynoInstance? current = null;
        foreach (var dyno in actual)
        {
            if (dyno.Type == process.Type && dyno.Index == index && IsCurrent(dyno, desired.Release, process) && (current is null || dyno.StartedAt > current.StartedAt))
                current = dyno;
        }

        // A web dyno is replaced only when its successor serves; any other one, and one that was told to stop, makes room first.
        var successorServes = current is { Phase: DynoPhase.Up } && Preboot.IsOver(desired, current, actual, plan);
        var occupied = false;
        foreach (var dyno in actual)
        {
            if (dyno.Type != process.Type || dyno.Index != index || ReferenceEquals(dyno, current))
                continue;

            var keepsServing = dyno is { IsRouted: true, Phase: DynoPhase.Up, StopRequested: false } && !successorServes;
            if (!keepsServing)
                Retire(dyno, plan);
            occupied |= (!dyno.IsWeb || dyno.StopRequested) && dyno.IsAlive;
        }

        if (current is not null)
            Follow(desired, process, current, occupied, plan);
        else if (!occupied)
            plan.Add(new PlanAction.Start(process, index, Crashes: 0, Preboot.HoldOf(desired, process, index, actual, plan)));
    }

    private static void Follow(DesiredFormation desired, DesiredProcess process, DynoInstance current, bool occupied, PlanBuilder plan)
    {
        switch (current.Phase)
        {
            case DynoPhase.Starting when current.IsWeb:
                BootRules.AwaitPort(desired, process, current, plan);
                break;
            case DynoPhase.Listening:
                BootRules.AwaitCheck(desired, process, current, plan);
                break;
            case DynoPhase.Up:
                BootRules.KeepChecking(process, current, plan);
                break;
            case DynoPhase.Crashed:
                var restartAt = current.ChangedAt + CrashBackoff.Delay(current.Crashes, plan.Options);
                if (plan.Now < restartAt && plan.Now >= current.ChangedAt) // else the clock was set back, and nobody knows how long it has waited
                {
                    plan.WakeAt(restartAt);
                }
                else if (!occupied)
                {
                    plan.Add(new PlanAction.Forget(current.Id));
                    plan.Add(new PlanAction.Start(process, current.Index, current.Crashes, current.HeldUntil));
                }

                break;
        }
    }

    private static bool IsCurrent(DynoInstance dyno, int release, DesiredProcess process) =>
        dyno.Release == release && dyno.Size == process.Size
        && dyno is { Stale: false, StopRequested: false } && dyno.Phase is not (DynoPhase.Draining or DynoPhase.Stopping);

    /// <summary>One step towards the end of a dyno that is no longer wanted.</summary>
    private static void Retire(DynoInstance dyno, PlanBuilder plan)
    {
        switch (dyno.Phase)
        {
            case DynoPhase.Crashed:
                plan.Add(new PlanAction.Forget(dyno.Id));
                break;
            case DynoPhase.Listening or DynoPhase.Up when dyno.IsRouted:
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
}
