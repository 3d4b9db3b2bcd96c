using CsCheck;

namespace Paas.Formations;

public sealed class PlannerPropertyTests
{
    private static readonly Gen<DesiredProcess[]> Processes =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 3], static (web, worker, large, check) => new[]
        {
            new DesiredProcess("web", "serve", web, large ? "standard-2x" : "standard-1x") { HealthCheck = check == 1 ? new HealthCheck { Path = "/health", Grace = TimeSpan.FromSeconds(5) } : null },
            new DesiredProcess("worker", "work", worker, "standard-1x") { HealthCheck = check == 2 ? new HealthCheck { Command = "true", PassesUntilHealthy = 2 } : null },
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
        (4, OnDyno(static (world, dyno) => world.Answer(dyno, passes: false), static dyno => dyno is { Checking: true })),
        (1, Gen.Bool.Select(static on => (Action<PlannerWorld>)(world => world.SwitchPreboot(on)))),
        (1, Gen.Int[-100_000, -1].Select(static seconds => (Action<PlannerWorld>)(world => world.Advance(TimeSpan.FromSeconds(seconds))))),
        (3, Gen.Int[1, 5_000].Select(static seconds => (Action<PlannerWorld>)(world => world.Advance(TimeSpan.FromSeconds(seconds))))));

    [Fact]
    public void Plan_AnyHistory_KeepsServingAndConverges() =>
        Incident.Array[0, 60].Sample(static incidents =>
        {
            var world = new PlannerWorld { Options = { CycleDynos = true, CycleAfter = TimeSpan.FromHours(3), CycleJitter = TimeSpan.FromHours(1) } };
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

    [Fact]
    public void Plan_LeftAlone_CyclesEachDynoOnceInItsTimeAndChangesNothingElse()
    {
        var world = new PlannerWorld { Options = { CycleDynos = true } };
        world.Release(new DesiredProcess("web", "serve", 3, "standard-1x"), new DesiredProcess("worker", "work", 2, "standard-1x"));
        while (world.BehaveOnce()) { }

        var first = world.Dynos.Select(static dyno => dyno.Id).ToHashSet();
        var started = world.Now;
        for (var minute = 0; minute < 24 * 60; minute++)
            Pass(world);
        Assert.Equal(0, world.Cycles);
        for (var minute = 0; minute < 216 + 10; minute++)
            Pass(world);

        Assert.Equal(5, world.Cycles);
        Assert.DoesNotContain(world.Dynos, dyno => first.Contains(dyno.Id));
        Assert.Equal(started, world.Now - TimeSpan.FromMinutes(24 * 60 + 226));
    }

    [Fact]
    public void Plan_UnderPreboot_SwitchesAllAtOnceAndNeverServesBoth() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 150], Gen.Bool).Sample(static (quantity, crashAfter, crash) =>
        {
            var world = new PlannerWorld();
            world.SwitchPreboot(true);
            var web = new DesiredProcess("web", "serve", quantity, "standard-1x");
            world.Release(web);
            while (world.BehaveOnce()) { }
            var old = world.Dynos.Select(static dyno => dyno.Id).ToHashSet();

            world.Release(web);
            var released = world.Now;
            for (var second = 0; world.Dynos.Any(dyno => old.Contains(dyno.Id) && dyno.IsRouted); second++)
            {
                Assert.True(second < 1_000, $"It never switches:\n{world.Story}");
                Assert.False(world.Dynos.Any(dyno => dyno.IsRouted && !old.Contains(dyno.Id)) && second < 180, $"A new one serves before its time:\n{world.Story}");
                if (crash && second == crashAfter && world.Dynos.FirstOrDefault(dyno => !old.Contains(dyno.Id) && dyno.IsAlive) is { } victim)
                    world.Exit(victim);
                world.Advance(TimeSpan.FromSeconds(1));
                while (world.Wake is not { } wake || wake > world.Now)
                {
                    if (!world.Settle())
                        break;
                }
            }

            Assert.True(world.Now - released >= TimeSpan.FromMinutes(3), $"{world.Now - released}:\n{world.Story}");
            Assert.Equal(quantity, world.Dynos.Count(static dyno => dyno.IsRouted));
        }, iter: 200);

    private static void Pass(PlannerWorld world)
    {
        world.Advance(TimeSpan.FromMinutes(1));
        while (world.Settle()) { }
    }

    private static Gen<Action<PlannerWorld>> OnDyno(Action<PlannerWorld, DynoInstance> act, Func<DynoInstance, bool> suits) =>
        Gen.Int[0, 1_000].Select(choice => (Action<PlannerWorld>)(world =>
        {
            var candidates = world.Dynos.Where(suits).ToList();
            if (candidates.Count > 0)
                act(world, candidates[choice % candidates.Count]);
        }));
}
