using System.Globalization;
using Paas.Scaling.Simulation;

namespace Paas.Scaling;

/// <summary>Carries each load curve by each way to scale, prints the table of <c>benchmarks/results/autoscaling.md</c> and draws the plots.</summary>
internal static class AutoscalingTable
{
    private const double Target = 500;
    private const int Max = 20;
    private const int Seed = 20261125;
    private static readonly DynoModel Dyno = new();

    /// <summary>The table to the output, a plot per curve as <c>autoscaling-{curve}.svg</c> into the directory.</summary>
    public static async Task PrintAsync(TextWriter output, string directory)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Autoscaling, simulated

            `dotnet run -c Release --project benchmarks/Paas.Benchmarks -- autoscale benchmarks/results > benchmarks/results/autoscaling.md`

            Each load curve is carried, request by request, by simulated dynos behind one queue: {Dyno.Slots} requests at a time of {Dyno.Work * 1000:0} ms each on average (log-normal, spread {Dyno.Spread}),
            so {Dyno.Capacity:0} requests/s per dyno; {Dyno.Boot.TotalSeconds:0} s from start to first request; more than 200 requests in flight per dyno are refused, and one that waited 30 s is given up.
            The autoscaler is the platform's own (`Autoscaler.Decide`), with its usual times: a look every 10 s, a minute between steps up, five before one down; 1 to {Max} dynos.
            The same arrivals for all of a curve. *p95 over {Target:0} ms* is the share of looks at which it was; *turns* are changes of direction; *dynos* is the mean, which is what costs.
            *Heroku-like* is the same p95 with one dyno at a time.

            """));
        foreach (var curve in Curves())
        {
            var plot = new AutoscalingPlot($"{curve.Name}: load, dynos, p95 by signal", Target);
            output.WriteLine($"## {curve.Name}");
            output.WriteLine();
            output.WriteLine($"![{curve.Name}](autoscaling-{curve.Name}.svg)");
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| way | dynos | most | p50 | p95 | p99 | p95 over {Target:0} ms | failed | changes | turns |"));
            output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            var fixedDynos = 1;
            foreach (var (name, policy) in Ways())
            {
                var run = ScalingRun.Of(curve, Dyno, policy, policy is null ? fixedDynos : 1, Seed);
                if (policy is null)
                {
                    // The number for which somebody would settle who sees the curve: enough for its top.
                    fixedDynos = (int)Math.Ceiling(run.Moments.Max(static moment => moment.Rate) / (0.8 * Dyno.Capacity));
                    run = ScalingRun.Of(curve, Dyno, null, fixedDynos, Seed);
                }

                plot.Add(name, run);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {run.MeanDynos:0.0} | {run.MostDynos} | {Ms(run, 0.5)} | {Ms(run, 0.95)} | {Ms(run, 0.99)} | {1 - run.Within(Target):0.0%} | {run.Failed} of {run.Requests} | {run.Changes} | {run.Turns} |"));
            }

            output.WriteLine();
            await File.WriteAllTextAsync(Path.Combine(directory, $"autoscaling-{curve.Name}.svg"), plot.Draw());
        }
    }

    private static IEnumerable<LoadCurve> Curves() =>
    [
        LoadCurve.Step(10, 300, TimeSpan.FromHours(2)),
        LoadCurve.Ramp(10, 400, TimeSpan.FromHours(2)),
        LoadCurve.Spikes(15, 250, TimeSpan.FromHours(2)),
        LoadCurve.Sine(20, 300, TimeSpan.FromHours(3), TimeSpan.FromHours(1)),
        LoadCurve.Noise(150, 0.3, TimeSpan.FromHours(3), new Random(Seed)),
        LoadCurve.Day(5, 350, TimeSpan.FromHours(8)),
    ];

    private static IEnumerable<(string Name, Autoscaling? Policy)> Ways() =>
    [
        ("fixed", null),
        ("Heroku-like", Autoscaling.Heroku(1, Max, Target)),
        ("response time", new Autoscaling(1, Max, AutoscalingSignal.ResponseTime, Target)),
        ("queue time", new Autoscaling(1, Max, AutoscalingSignal.QueueTime, 100)),
        ("requests in flight", new Autoscaling(1, Max, AutoscalingSignal.RequestsInFlight, 2.8)),
        ("CPU", new Autoscaling(1, Max, AutoscalingSignal.Cpu, 70)),
    ];

    private static string Ms(ScalingRun run, double share) =>
        run.Duration.Percentile(share).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
