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

    public EngineOptions Options { get; } = new();

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DesiredFormation Desired { get; private set; } = DesiredFormation.Nothing;

    public ImmutableArray<DynoInstance> Dynos { get; private set; } = [];

    public DateTimeOffset? Wake { get; private set; }

    public string Story => string.Join("\n", _story);

    public void Release(params DesiredProcess[] processes)
    {
        Desired = new DesiredFormation(Desired.Release + 1, [.. processes]);
        Note($"release v{Desired.Release}: {string.Join(", ", processes.Select(static process => $"{process.Type}={process.Quantity}"))}");
        Plan();
    }

    public void Scale(params DesiredProcess[] processes)
    {
        Desired = Desired with { Processes = [.. processes] };
        Note($"scale {string.Join(", ", processes.Select(static process => $"{process.Type}={process.Quantity}"))}");
        Plan();
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

    /// <summary>One thing that a well-behaved world does by itself; false when there is nothing left but waiting.</summary>
    public bool BehaveOnce()
    {
        foreach (var dyno in Dynos)
        {
            switch (dyno)
            {
                case { Phase: DynoPhase.Starting, IsWeb: true }:
                    Change(dyno, dyno with { Phase = DynoPhase.Listening, Address = new IPEndPoint(IPAddress.Loopback, 1), OtherEndpoints = [], ListensElsewhereSince = null }, "listens");
                    return true;
                case { Phase: DynoPhase.Starting }:
                    Change(dyno, dyno with { Phase = DynoPhase.Up }, "up");
                    return true;
                case { Phase: DynoPhase.Listening, Checking: true }:
                    Change(dyno, dyno with { Phase = DynoPhase.Up, Checking = false }, "reached");
                    return true;
                case { Phase: DynoPhase.Draining, Drained: false }:
                    Change(dyno, dyno with { Drained = true }, "drained");
                    return true;
                case { Phase: DynoPhase.Stopping or DynoPhase.Failing }:
                    Exit(dyno);
                    return true;
            }
        }

        if (Wake is { } wake && wake > Now)
        {
            Advance(wake - Now);
            return true;
        }

        return false;
    }

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
                });
                return true;
            case PlanAction.Check check:
                Replace(Find(check.Id) with { Checking = true });
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

    /// <summary>A place that served goes on serving, unless its dyno was told to stop or is no longer wanted.</summary>
    private void CheckServing(ImmutableArray<DynoInstance> before)
    {
        foreach (var old in before.Where(static dyno => dyno is { IsWeb: true, Phase: DynoPhase.Up, StopRequested: false }))
        {
            var wanted = Desired.Processes.Any(process => process.Type == old.Type && old.Index <= process.Quantity);
            Assert.True(!wanted || Dynos.Any(dyno => dyno.Type == old.Type && dyno.Index == old.Index && dyno.Phase == DynoPhase.Up), $"{old.Name} no longer serves:\n{Story}");
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

            var current = place.Count(dyno => dyno.Release == Desired.Release && dyno.Phase == DynoPhase.Up && !dyno.Stale && !dyno.StopRequested);
            var older = place.Count(dyno => dyno.Release != Desired.Release && dyno.IsRouted);
            Assert.True(current == 0 || older == 0, $"{place.Key} runs two releases though the new one is up:\n{Story}");
            Assert.True(place.Count(static dyno => dyno.Phase is DynoPhase.Starting or DynoPhase.Listening) <= 1, $"Two {place.Key} start at once:\n{Story}");
        }
    }

    private DynoInstance Find(Guid id) => Dynos.Single(dyno => dyno.Id == id);

    private void Replace(DynoInstance dyno) => Dynos = [.. Dynos.Select(other => other.Id == dyno.Id ? dyno : other)];

    private void Note(string line) => _story.Add(line);
}
