using CsCheck;
using Paas.Scaling.Simulation;

namespace Paas.Scaling;

/// <summary>The autoscaler on load curves, request by request, against dynos that take time to boot.</summary>
public sealed class AutoscalingSimulationTests
{
    private const double Target = 500;
    private const int Max = 20;
    private static readonly DynoModel Dyno = new() { Work = 0.4 }; // 10 requests/s
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Signals => new(Policies().Select(static policy => policy.Signal.ToString()));

    [Theory]
    [MemberData(nameof(Signals))]
    public void Step_IsFollowedWithinMinutes_AndUndone(string signal)
    {
        const double high = 60; // 6 dynos at their limit, 8 at 0.8 of it
        var run = ScalingRun.Of(LoadCurve.Step(2, high, 2 * Hour), Dyno, Policy(signal), 1, seed: 1);

        var begin = 0.15 * 2 * Hour;
        var reached = run.Moments.First(moment => moment.At > begin && moment.Serving >= high / Dyno.Capacity).At - begin;
        Assert.True(reached < TimeSpan.FromMinutes(5), $"Enough dynos only after {reached}.{Story(run)}");
        Assert.True(run.MostDynos <= 2.5 * 8, $"{run.MostDynos} dynos.{Story(run)}");
        Assert.True(run.Turns <= 1, Story(run));
        var settled = run.Moments.Where(moment => moment.At > begin + TimeSpan.FromMinutes(8) && moment.At < 0.6 * 2 * Hour).ToList();
        Assert.All(settled, moment => Assert.True(moment.Response < Target * Dyno.Work / 0.1, Story(run)));
        Assert.Equal(1, run.Moments[^1].Quantity);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Ramp_IsFollowedWithoutTurning(string signal)
    {
        var run = ScalingRun.Of(LoadCurve.Ramp(2, 80, 2 * Hour), Dyno, Policy(signal), 1, seed: 2);

        Assert.True(run.Turns <= 3, Story(run));
        Assert.True(run.Within(4 * Target) > 0.95, $"{run.Within(4 * Target):p}{Story(run)}");
        Assert.Equal(1, run.Moments[^1].Quantity);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Noise_DoesNotFlap(string signal)
    {
        var run = ScalingRun.Of(LoadCurve.Noise(40, 0.2, 2 * Hour, new Random(3)), Dyno, Policy(signal), 5, seed: 3);

        Assert.True(run.Turns <= 8, Story(run));
        Assert.True(run.MeanDynos < 9, Story(run));
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void SteadyLoad_ComesToRest(string signal)
    {
        var run = ScalingRun.Of(LoadCurve.Levels([30], 2 * Hour), Dyno, Policy(signal), 12, seed: 4);

        var last = run.Moments.Where(static moment => moment.At > 1.5 * Hour).Select(static moment => moment.Quantity).Distinct().ToList();
        Assert.True(last.Count <= 2, Story(run));
        Assert.InRange(run.Moments[^1].Quantity, 4, 6);
    }

    [Fact]
    public void Sine_AndDay_CostLessThanAFixedNumber()
    {
        foreach (var curve in new[] { LoadCurve.Sine(2, 60, 2 * Hour, Hour), LoadCurve.Day(1, 60, 6 * Hour) })
        {
            foreach (var policy in Policies())
            {
                var run = ScalingRun.Of(curve, Dyno, policy, 1, seed: 5);
                Assert.True(run.MeanDynos < 0.85 * 8, $"{curve.Name} by {policy.Signal}: {run.MeanDynos:0.0}{Story(run)}");
                Assert.True(run.Failed < 0.03 * run.Requests, $"{curve.Name} by {policy.Signal}: {run.Failed} of {run.Requests} failed.{Story(run)}");
                Assert.True(run.Turns <= 2 * curve.Length / Hour * 2, $"{curve.Name} by {policy.Signal}{Story(run)}");
            }
        }
    }

    [Fact]
    public void Heroku_MovesOneAtATime_ASpikeWithinAMinuteEach()
    {
        var run = ScalingRun.Of(LoadCurve.Spikes(2, 40, Hour), Dyno, Autoscaling.Heroku(1, 6), 1, seed: 6);

        var changes = run.Moments.Zip(run.Moments.Skip(1)).Where(static pair => pair.First.Quantity != pair.Second.Quantity).Select(static pair => pair.Second).ToList();
        Assert.NotEmpty(changes);
        Assert.All(run.Moments.Zip(run.Moments.Skip(1)), static pair => Assert.InRange(pair.Second.Quantity - pair.First.Quantity, -1, 1));
        Assert.All(changes.Zip(changes.Skip(1)), static pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromMinutes(1)));
        Assert.InRange(run.MostDynos, 4, 6);
    }

    /// <summary>Whatever the load: within the bounds, no faster than the cool-downs, at rest when the load is, back at the minimum when it is gone.</summary>
    [Fact]
    public void AnyCurve_KeepsTheRules() =>
        Gen.Select(Gen.Double[0, 80].Array[1, 5], Gen.Int[0, 3], Gen.Int[0, 1_000], Gen.Int[1, 12], Gen.Double[0, 1]).Sample(static (levels, way, seed, start, spread) =>
        {
            var policy = Policies().ElementAt(way);
            var each = TimeSpan.FromMinutes(12);
            var curve = LoadCurve.Levels([.. levels, 1, 1, 0, 0], each);
            var run = ScalingRun.Of(curve, Dyno with { Spread = spread }, policy, start, seed);

            var changes = run.Moments.Prepend(new ScalingMoment(TimeSpan.Zero, 0, start, start, 0, null)).Zip(run.Moments)
                .Where(static pair => pair.First.Quantity != pair.Second.Quantity)
                .Select(static pair => (pair.Second.At, By: pair.Second.Quantity - pair.First.Quantity)).ToList();
            Assert.All(run.Moments, moment => Assert.InRange(moment.Quantity, 1, Max));
            for (var i = 1; i < changes.Count; i++)
            {
                var pause = changes[i].At - changes[i - 1].At;
                if (changes[i].By < 0)
                    Assert.True(pause >= policy.DownCooldown, Story(run));
                else
                    Assert.True(pause >= policy.UpCooldown, Story(run));
            }

            // A turn needs a change of the load, a wrong guess that is then known, or chance at the edge of the target.
            Assert.True(run.Turns <= 4 + (3 * levels.Length), Story(run));
            Assert.True(run.Moments[^1].Quantity == 1, $"Not back at the minimum.{Story(run)}");
        }, iter: 40, threads: 1);

    private static IEnumerable<Autoscaling> Policies() =>
    [
        new(1, Max, AutoscalingSignal.ResponseTime, 4 * Target),
        new(1, Max, AutoscalingSignal.QueueTime, Target),
        new(1, Max, AutoscalingSignal.RequestsInFlight, 2.8),
        new(1, Max, AutoscalingSignal.Cpu, 70),
    ];

    private static Autoscaling Policy(string signal) => Policies().Single(policy => policy.Signal.ToString() == signal);

    private static string Story(ScalingRun run) =>
        "\n" + string.Join('\n', run.Moments.Where(static moment => moment.Reason is not null).Select(static moment => FormattableString.Invariant($"{moment.At:g} {moment.Rate:0}/s -> {moment.Quantity}: {moment.Reason}")));
}
