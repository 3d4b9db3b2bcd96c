namespace Paas.Scaling;

public sealed class AutoscalerTests
{
    private static readonly Autoscaling Policy = new(2, 10, AutoscalingSignal.ResponseTime, 500);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(14, 10)]
    public void Decide_OutsideOfTheBounds_MovesInAtOnce(int current, int expected)
    {
        var decision = Autoscaler.Decide(Policy, State(current, TimeSpan.Zero), null, current, TimeSpan.Zero);

        Assert.Equal(expected, decision.Quantity);
        Assert.Equal("it has 2 to 10 dynos", decision.Reason);
    }

    [Fact]
    public void Decide_Overload_AddsWhatIsNeededAndSaysWhy()
    {
        // 3 dynos did 20/s each while 90/s came.
        var decision = Decide(Seen(3, served: 3_600, backlog: 1_800, response: 8_000), 3);

        Assert.Equal(6, decision.Quantity); // 90 / (0.8 * 20)
        Assert.Equal("p95 8000ms over 500ms, 20 requests/s per dyno", decision.Reason);
    }

    [Fact]
    public void Decide_OverloadByFar_TriplesAtMost() =>
        Assert.Equal(6, Decide(Seen(2, served: 600, backlog: 50_000, response: 8_000), 2).Quantity);

    [Fact]
    public void Decide_WhileNewDynosBoot_AddsNoMoreForTheSameLoad() =>
        Assert.Equal(6, Decide(Seen(2, served: 600, backlog: 50_000, response: 8_000), 6).Quantity);

    [Fact]
    public void Decide_MaxStep_IsKept() =>
        Assert.Equal(4, Decide(Seen(3, served: 3_600, backlog: 1_800, response: 8_000), 3, Policy with { MaxStep = 1 }).Quantity);

    [Fact]
    public void Decide_BacklogThatShrinks_Waits() =>
        Assert.Equal(3, Decide(Seen(3, served: 3_600, backlog: -1_500, response: 8_000), 3).Quantity);

    [Fact]
    public void Decide_RefusalsAreQuick_StillOverload()
    {
        var decision = Decide(Seen(3, served: 3_600, backlog: 0, response: 2) with { Requests = 36_000, TurnedAway = 32_400 }, 3);

        Assert.Equal(9, decision.Quantity);
        Assert.Equal("p95 2ms, 32400 requests turned away (H11), 20 requests/s per dyno of about 20 that it can do", decision.Reason);
    }

    [Fact]
    public void Decide_SlowWithoutCompany_IsNoReasonForMoreDynos() =>
        Assert.InRange(Decide(Seen(3, served: 30, backlog: 0, response: 900) with { InFlight = 0.45 }, 3).Quantity, 2, 3);

    [Fact]
    public void Decide_TooFewRequests_AreNoPercentile() =>
        Assert.Equal(3, Decide(Seen(3, served: 5, backlog: 4, response: 8_000) with { InFlightNow = 4 }, 3).Quantity);

    [Fact]
    public void Decide_WithinTheCooldown_Waits()
    {
        var seen = Seen(3, served: 3_600, backlog: 1_800, response: 8_000);
        var state = State(3, TimeSpan.Zero);

        Assert.Equal(3, Autoscaler.Decide(Policy, state, seen, 3, TimeSpan.FromSeconds(59)).Quantity);
        Assert.Equal(6, Autoscaler.Decide(Policy, state, seen, 3, TimeSpan.FromSeconds(60)).Quantity);
    }

    [Fact]
    public void Decide_AtTheMaximum_SaysSoOnceADay()
    {
        var seen = Seen(10, served: 12_000, backlog: 6_000, response: 8_000);
        var first = Autoscaler.Decide(Policy, State(10, TimeSpan.Zero), seen, 10, Later);
        Assert.Equal(10, first.Quantity);
        Assert.NotNull(first.Reason);

        Assert.Null(Autoscaler.Decide(Policy, first.State, seen, 10, Later + TimeSpan.FromHours(23)).Reason);
        Assert.NotNull(Autoscaler.Decide(Policy, first.State, seen, 10, Later + TimeSpan.FromHours(24)).Reason);
    }

    [Fact]
    public void Decide_Down_OnlyToWhatWasEnoughForTheWholeCooldown()
    {
        var policy = new Autoscaling(1, 10, AutoscalingSignal.RequestsInFlight, 10);
        var state = State(8, TimeSpan.Zero);
        var quantity = 8;
        var downs = new List<(double Minute, int Dynos)>();
        for (var seconds = 10; seconds <= 1_200; seconds += 10)
        {
            // Light, but for a burst after 4 minutes that needs 6.
            var inFlight = seconds is >= 240 and < 270 ? 50 : 5;
            var decision = Autoscaler.Decide(policy, state, Seen(quantity, served: 600, backlog: 0, response: 50) with { InFlight = inFlight }, quantity, TimeSpan.FromSeconds(seconds));
            if (decision.Quantity != quantity)
                downs.Add((seconds / 60d, decision.Quantity));
            (state, quantity) = (decision.State, decision.Quantity);
        }

        Assert.Equal([(5, 6), (10, 3), (15, 2), (20, 1)], downs);
    }

    [Fact]
    public void Decide_Down_KeepsHeadRoom()
    {
        var policy = new Autoscaling(1, 10, AutoscalingSignal.Cpu, 60);

        Assert.Equal(4, DownTo(policy, Seen(4, 100, 0, 50) with { Cpu = 39 }, 4)); // 52 % of 3
        Assert.Equal(3, DownTo(policy, Seen(4, 100, 0, 50) with { Cpu = 38 }, 4)); // 51 % of 3: 0.85 of the target
    }

    [Fact]
    public void Decide_Down_NotToALoadPerDynoThatWasTooMuch()
    {
        // 3 dynos were over the target with 20/s each; four have 15/s now, and three would have that again.
        var state = Autoscaler.Decide(Policy, State(3, TimeSpan.Zero), Seen(3, served: 3_600, backlog: 0, response: 600), 3, Later).State;
        Assert.Equal(4, state.Quantity);
        var decision = Autoscaler.Decide(Policy, state, Seen(4, served: 3_600, backlog: 0, response: 100), 4, 2 * Later);
        Assert.Equal(4, decision.Quantity);

        // An hour later nobody knows any more.
        Assert.Equal(3, Autoscaler.Decide(Policy, decision.State, Seen(4, served: 3_600, backlog: 0, response: 100), 4, Later + TimeSpan.FromMinutes(61)).Quantity);
    }

    [Fact]
    public void Decide_SomebodyElseScaled_CoolsDownFromThere()
    {
        var quiet = Seen(8, served: 600, backlog: 0, response: 50);

        var decision = Autoscaler.Decide(Policy, State(2, TimeSpan.Zero), quiet, 8, Later);
        Assert.Equal(8, decision.Quantity);
        Assert.Equal(4, Autoscaler.Decide(Policy, decision.State, quiet, 8, Later + Policy.DownCooldown).Quantity);
    }

    [Fact]
    public void Decide_NothingKnown_ChangesNothing()
    {
        Assert.Equal(3, Decide(null, 3).Quantity);
        Assert.Equal(3, Decide(Seen(0, 0, 0, 0), 3).Quantity);
        Assert.Equal(3, Decide(Seen(3, 1_000, 0, 50), 3, new Autoscaling(1, 5, AutoscalingSignal.Cpu, 60)).Quantity);
    }

    private static int DownTo(Autoscaling policy, ScalingObservation seen, int current) => Decide(seen, current, policy).Quantity;

    private static ScalingDecision Decide(ScalingObservation? seen, int current, Autoscaling? policy = null) =>
        Autoscaler.Decide(policy ?? Policy, State(current, TimeSpan.Zero), seen, current, Later);

    private static AutoscalerState State(int quantity, TimeSpan now) => AutoscalerState.Begin(quantity, now);

    /// <summary>A minute.</summary>
    private static ScalingObservation Seen(int serving, long served, int backlog, double response) => new(TimeSpan.FromMinutes(1), serving)
    {
        Requests = served,
        Served = served,
        Backlog = backlog,
        InFlight = served * response / 60_000,
        Response = response,
        BestPerDyno = served / 60d / Math.Max(1, serving),
    };
}
