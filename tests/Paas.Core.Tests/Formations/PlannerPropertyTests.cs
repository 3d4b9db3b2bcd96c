using CsCheck;

namespace Paas.Formations;

public sealed class PlannerPropertyTests
{
    private static readonly Gen<DesiredProcess[]> Processes =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool, static (web, worker, large) => new[]
        {
            new DesiredProcess("web", "serve", web, large ? "standard-2x" : "standard-1x"),
            new DesiredProcess("worker", "work", worker, "standard-1x"),
        }.Where(static process => process.Quantity > 0).ToArray());

    /// <summary>What befalls a formation: changes by people, dynos that do as they like, time.</summary>
    private static readonly Gen<Action<PlannerWorld>> Incident = Gen.Frequency(
        (2, Processes.Select(static processes => (Action<PlannerWorld>)(world => world.Release(processes)))),
        (2, Processes.Select(static processes => (Action<PlannerWorld>)(world => world.Scale(processes)))),
        (8, Gen.Const((Action<PlannerWorld>)(static world => world.BehaveOnce()))),
        (3, OnDyno(static (world, dyno) => world.Exit(dyno), static dyno => dyno.IsAlive)),
        (2, OnDyno(static (world, dyno) => world.Change(dyno, dyno with { Stale = true }, "restart"), static _ => true)),
        (1, OnDyno(static (world, dyno) => world.Change(dyno, dyno with { StopRequested = true }, "stop"), static _ => true)),
        (2, OnDyno(static (world, dyno) => world.Change(dyno, dyno with { OtherEndpoints = ["127.0.0.1:3000"], ListensElsewhereSince = world.Now }, "listens elsewhere"), static dyno => dyno is { IsWeb: true, Phase: DynoPhase.Starting })),
        (2, OnDyno(static (world, dyno) => world.Change(dyno, dyno with { Checking = false, NextCheckAt = world.Now + TimeSpan.FromSeconds(1) }, "not reached"), static dyno => dyno is { Phase: DynoPhase.Listening, Checking: true })),
        (3, Gen.Int[1, 5_000].Select(static seconds => (Action<PlannerWorld>)(world => world.Advance(TimeSpan.FromSeconds(seconds))))));

    [Fact]
    public void Plan_AnyHistory_KeepsServingAndConverges() =>
        Incident.Array[0, 60].Sample(static incidents =>
        {
            var world = new PlannerWorld();
            world.Release(new DesiredProcess("web", "serve", 2, "standard-1x"), new DesiredProcess("worker", "work", 1, "standard-1x"));
            foreach (var incident in incidents)
                incident(world);

            for (var step = 0; world.BehaveOnce(); step++)
                Assert.True(step < 1_000, $"It never comes to rest:\n{world.Story}");

            var wanted = world.Desired.Processes.SelectMany(static process => Enumerable.Range(1, process.Quantity).Select(index => $"{process.Type}.{index} {process.Size}"));
            var running = world.Dynos.Select(dyno =>
            {
                Assert.True(dyno.Phase == DynoPhase.Up && dyno.Release == world.Desired.Release, $"{dyno.Name} of v{dyno.Release} is left {dyno.Phase}:\n{world.Story}");
                return $"{dyno.Name} {dyno.Size}";
            });
            Assert.Equal(wanted.Order(StringComparer.Ordinal), running.Order(StringComparer.Ordinal));
        }, iter: 3_000);

    private static Gen<Action<PlannerWorld>> OnDyno(Action<PlannerWorld, DynoInstance> act, Func<DynoInstance, bool> suits) =>
        Gen.Int[0, 1_000].Select(choice => (Action<PlannerWorld>)(world =>
        {
            var candidates = world.Dynos.Where(suits).ToList();
            if (candidates.Count > 0)
                act(world, candidates[choice % candidates.Count]);
        }));
}
