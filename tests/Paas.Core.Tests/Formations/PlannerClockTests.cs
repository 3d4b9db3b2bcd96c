namespace Paas.Formations;

public sealed class PlannerClockTests
{
    [Fact]
    public void Plan_ClockSetBackDuringTheBackoff_StartsAgain()
    {
        var crashedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var process = new DesiredProcess("worker", "work", 1, "standard-1x");
        var crashed = new DynoInstance
        {
            Id = Guid.NewGuid(),
            Type = "worker",
            Index = 1,
            Release = 3,
            Size = process.Size,
            Command = process.Command,
            Phase = DynoPhase.Crashed,
            StartedAt = crashedAt,
            ChangedAt = crashedAt,
            Crashes = 2,
        };

        Assert.Empty(Starts(crashedAt + TimeSpan.FromMinutes(9)));
        Assert.Single(Starts(crashedAt + TimeSpan.FromMinutes(10)));
        Assert.Single(Starts(crashedAt - TimeSpan.FromDays(365)));

        IEnumerable<PlanAction.Start> Starts(DateTimeOffset now) =>
            Planner.Plan(new DesiredFormation(3, [process]), [crashed], now, new EngineOptions()).OfType<PlanAction.Start>();
    }
}
