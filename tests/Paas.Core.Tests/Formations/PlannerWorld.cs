using System.Collections.Immutable;
using System.Net;

namespace Paas.Formations;

/// <summary>
/// A model of everything around the planner: applies its plans, lets dynos do what dynos do, and checks after each step
/// what must hold at any time.
/// </summary>
internal sealed class PlannerWorld
{
    private readonly List<string> _story = [];
    private int _checksLeft = 200;

    public EngineOptions Options { get; } = new();

    /// <summary>Planned cycles, restarts of unhealthy dynos included.</summary>
    public int Cycles { get; private set; }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DesiredFormation Desired { get; private set; } = DesiredFormation.Nothing;

    public ImmutableArray<DynoInstance> Dynos { get; private set; } = [];

    public DateTimeOffset? Wake { get; private set; }

    public string Story => string.Join("\n", _story);

    public void Release(params DesiredProcess[] processes)
    {
        Desired = Desired with { Release = Desired.Release + 1 };
        Set(processes);
        Note($"release v{Desired.Release}: {string.Join(", ", processes.Select(static process => $"{process.Type}={process.Quantity}"))}");
        Plan();
    }

    public void Scale(params DesiredProcess[] processes)
    {
        Set(processes);
        Note($"scale {string.Join(", ", processes.Select(static process => $"{process.Type}={process.Quantity}"))}");
        Plan();
    }

    private void Set(DesiredProcess[] processes)
    {
        foreach (var process in processes)
        {
            if (Desired.Processes.FirstOrDefault(other => other.Type == process.Type)?.HealthCheck != process.HealthCheck)
                Dynos = [.. Dynos.Select(dyno => dyno.Type == process.Type ? HealthRules.Follow(dyno, process.HealthCheck) : dyno)];
        }

        Desired = Desired with { Processes = [.. processes] };
    }

    public void SwitchPreboot(bool on)
    {
        Desired = Desired with { Preboot = on };
        Note($"preboot {on}");
        Plan();
    }

    /// <summary>A check of a dyno comes back.</summary>
    public void Answer(DynoInstance dyno, bool passes)
    {
        var check = Desired.Processes.FirstOrDefault(process => process.Type == dyno.Type)?.HealthCheck;
        if (check is not null && dyno is ({ Health: DynoHealth.Pending } or { Health: DynoHealth.Passing, Phase: DynoPhase.Up }))
            Change(dyno, HealthRules.Apply(dyno, check, passes ? null : "503", Now), passes ? "healthy" : "not healthy");
        else if (dyno.Phase != DynoPhase.Listening)
            Change(dyno, dyno with { Checking = false }, "checked");
        else
            Change(dyno, passes ? dyno with { Phase = DynoPhase.Up, Checking = false } : dyno with { Checking = false, NextCheckAt = Now + TimeSpan.FromSeconds(1) }, passes ? "reached" : "not reached");
    }

    public void Change(DynoInstance dyno, DynoInstance changed, string what)
    {
        Note($"{dyno.Name} of v{dyno.Release}: {what}");
        Replace(changed with { ChangedAt = changed.Phase == dyno.Phase ? dyno.ChangedAt : Now });
        Plan();
    }

    public void Exit(DynoInstance dyno)
    {
        if (dyno.Phase is DynoPhase.Stopping or DynoPhase.Draining)
        {
            Note($"{dyno.Name} of v{dyno.Release}: gone");
            Dynos = Dynos.RemoveAll(other => other.Id == dyno.Id);
            Plan();
            return;
        }

        Change(dyno, dyno with { Phase = DynoPhase.Crashed, Crashes = CrashBackoff.Count(dyno.Crashes, Now - dyno.StartedAt, Options) }, "crashed");
    }

    public void Advance(TimeSpan time)
    {
        Now += time;
        Note($"{time} pass");
        Plan();
    }

    /// <summary>One thing that a well-behaved world does by itself, time passing included; false when all is as it should be.</summary>
    public bool BehaveOnce()
    {
        if (Settle())
            return true;

        // At rest there is still the next check, and the next cycle.
        if (Wake is { } wake && wake > Now && !IsAtRest)
        {
            Advance(wake - Now);
            return true;
        }

        return false;
    }

    /// <summary>One thing that a well-behaved world does at once; false when there is nothing left but waiting.</summary>
    public bool Settle()
    {
        foreach (var dyno in Dynos)
        {
            switch (dyno)
            {
                case { Phase: DynoPhase.Starting, IsWeb: true }:
                    Change(dyno, dyno with { Phase = DynoPhase.Listening, Address = new IPEndPoint(IPAddress.Loopback, 1), OtherEndpoints = [], ListensElsewhereSince = null }, "listens");
                    return true;
                case { Phase: DynoPhase.Starting }:
                    Change(dyno, dyno with { Phase = dyno.Health == DynoHealth.Pending ? DynoPhase.Listening : DynoPhase.Up }, "runs");
                    return true;
                case { Phase: DynoPhase.Listening, Checking: true }:
                    Answer(dyno, passes: true);
                    return true;
                case { Phase: DynoPhase.Draining, Drained: false }:
                    Change(dyno, dyno with { Drained = true }, "drained");
                    return true;
                case { Phase: DynoPhase.Stopping or DynoPhase.Failing }:
                    Exit(dyno);
                    return true;
            }
        }

        foreach (var dyno in Dynos)
        {
            if (dyno is { Phase: DynoPhase.Up, Checking: true } && dyno.Health == DynoHealth.Passing && _checksLeft-- > 0)
            {
                Answer(dyno, passes: true);
                return true;
            }
        }

        return false;
    }

    /// <summary>Everything is as it should be; only checks and cycles are to come.</summary>
    public bool IsAtRest =>
        FormationRules.IsRolledOut(Desired, Dynos) && Dynos.Length == Desired.Processes.Sum(static process => process.Quantity)
        && Dynos.All(static dyno => dyno is { Phase: DynoPhase.Up, Stale: false, HeldUntil: null });

    public void Plan()
    {
        for (var round = 0; ; round++)
        {
            Assert.True(round < 10, $"The plan does not come to rest:\n{Story}");
            var before = Dynos;
            var changed = false;
            Wake = null;
            foreach (var action in Planner.Plan(Desired, Dynos, Now, Options))
                changed |= Apply(action);
            CheckServing(before);
            if (!changed)
                break;
        }

        CheckInvariants();
    }

    private bool Apply(PlanAction action)
    {
        if (action is not PlanAction.WaitUntil)
            Note($"  plan: {action.GetType().Name} {(action is PlanAction.Start start ? $"{start.Process.Type}.{start.Index}" : "")}");
        switch (action)
        {
            case PlanAction.Start s:
                Dynos = Dynos.Add(new DynoInstance
                {
                    Id = Guid.NewGuid(),
                    Type = s.Process.Type,
                    Index = s.Index,
                    Release = Desired.Release,
                    Size = s.Process.Size,
                    Command = s.Process.Command,
                    Phase = DynoPhase.Starting,
                    StartedAt = Now,
                    ChangedAt = Now,
                    Crashes = s.Crashes,
                    HeldUntil = s.HeldUntil,
                    Health = HealthRules.Begin(s.Process.HealthCheck, DynoPhase.Starting),
                });
                return true;
            case PlanAction.Check check:
                Replace(Find(check.Id) with { Checking = true });
                return true;
            case PlanAction.Switch change:
                Assert.NotNull(Find(change.Id).HeldUntil);
                Replace(Find(change.Id) with { HeldUntil = null });
                return true;
            case PlanAction.Cycle cycle:
                var cycled = Find(cycle.Id);
                var place = Desired.Processes.Single(process => process.Type == cycled.Type);
                Assert.True(Dynos.Count(dyno => dyno.Type == cycled.Type) == place.Quantity && Dynos.All(dyno => dyno.Type != cycled.Type || dyno.Phase == DynoPhase.Up), $"Cycled while something else is under way:\n{Story}");
                Cycles++;
                Replace(cycled with { Stale = true, Cycling = true });
                return true;
            case PlanAction.Drain drain:
                Assert.True(Find(drain.Id).IsRouted, $"Drained without being routed:\n{Story}");
                Replace(Find(drain.Id) with { Phase = DynoPhase.Draining, ChangedAt = Now });
                return true;
            case PlanAction.Stop stop:
                Replace(Find(stop.Id) with { Phase = DynoPhase.Stopping, ChangedAt = Now });
                return true;
            case PlanAction.FailBoot fail:
                Replace(Find(fail.Id) with { Phase = DynoPhase.Failing, ChangedAt = Now });
                return true;
            case PlanAction.Forget forget:
                Assert.Equal(DynoPhase.Crashed, Find(forget.Id).Phase);
                Dynos = Dynos.RemoveAll(dyno => dyno.Id == forget.Id);
                return true;
            case PlanAction.WaitUntil wait:
                Assert.True(wait.Time > Now, $"Waits for the past:\n{Story}");
                Wake = wait.Time;
                return false;
            default:
                throw new InvalidOperationException($"{action}");
        }
    }

    /// <summary>
    /// A place that served goes on serving, unless its dyno was told to stop or is no longer wanted. So a release, a restart
    /// or a cycle never leaves fewer web dynos in the routes than there were.
    /// </summary>
    private void CheckServing(ImmutableArray<DynoInstance> before)
    {
        foreach (var old in before.Where(static dyno => dyno is { IsWeb: true, Phase: DynoPhase.Up, StopRequested: false, HeldUntil: null }))
        {
            var wanted = Desired.Processes.Any(process => process.Type == old.Type && old.Index <= process.Quantity);
            Assert.True(!wanted || Dynos.Any(dyno => dyno.Type == old.Type && dyno.Index == old.Index && dyno is { Phase: DynoPhase.Up, HeldUntil: null }), $"{old.Name} no longer serves:\n{Story}");
        }
    }

    private void CheckInvariants()
    {
        foreach (var place in Dynos.GroupBy(static dyno => (dyno.Type, dyno.Index)))
        {
            if (place.Key.Type != "web")
            {
                Assert.True(place.Count(static dyno => dyno.IsAlive) <= 1, $"Two {place.Key} at once:\n{Story}");
                continue;
            }

            var current = place.Count(dyno => dyno.Release == Desired.Release && dyno is { Phase: DynoPhase.Up, HeldUntil: null, Stale: false, StopRequested: false });
            var older = place.Count(dyno => dyno.Release != Desired.Release && dyno.IsRouted);
            Assert.True(current == 0 || older == 0, $"{place.Key} runs two releases though the new one is up:\n{Story}");
            Assert.True(place.Count(static dyno => dyno.Phase is DynoPhase.Starting or DynoPhase.Listening or DynoPhase.Up) <= 2, $"More than one {place.Key} beside the one that serves:\n{Story}");
            Assert.True(place.Count(static dyno => dyno.IsRouted) <= 2, $"Three {place.Key} in the routes:\n{Story}");
            Assert.True(place.Count(static dyno => dyno.Phase is DynoPhase.Starting or DynoPhase.Listening) <= 1, $"Two {place.Key} start at once:\n{Story}");
        }
    }

    private DynoInstance Find(Guid id) => Dynos.Single(dyno => dyno.Id == id);

    private void Replace(DynoInstance dyno) => Dynos = [.. Dynos.Select(other => other.Id == dyno.Id ? dyno : other)];

    private void Note(string line) => _story.Add(line);
}
