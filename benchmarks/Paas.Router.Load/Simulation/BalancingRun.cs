using System.Globalization;
using System.Text;
using Paas.Load.Configuration;
using Paas.Load.Reporting;

namespace Paas.Load.Simulation;

/// <summary>
/// The load that made random routing famous: fast and slow requests mixed, in front of dynos that do one thing at a time;
/// then in front of dynos that do many. Each policy has dynos of its own and gets the very same requests at the same time.
/// </summary>
internal static class BalancingRun
{
    private const int Fast = 50;
    private const int Slow = 2000;
    private const double SlowShare = 0.1;
    private const double Load = 0.8;
    private const int Seed = 1;
    private const int Attempts = 5;
    private static readonly TimeSpan MaxLate = TimeSpan.FromMilliseconds(250);

    private static readonly (string Name, RouteBalancing Balancing, bool IsQueued)[] Policies =
    [
        ("random", RouteBalancing.Random, false), ("round robin", RouteBalancing.RoundRobin, false),
        ("least in flight", RouteBalancing.LeastInFlight, false), ("least + queue", RouteBalancing.LeastInFlight, true),
    ];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seconds = arguments.FindNumber("--seconds", 120);
        var warmUp = Math.Min(20, seconds / 4);
        var report = new StringBuilder($"""
            # Routing policies

            Real sockets through the router; dynos sleep instead of working. Every {1 / SlowShare:0}th request takes {Slow} ms, the others {Fast} ms; Poisson arrivals at
            {Load:P0} of what the dynos can do, the same ones for every policy (seed {Seed}), all policies at the same time. {seconds} s each, the first {warmUp} s not counted.
            Times in milliseconds, from the moment a request was due; failed are those answered with H11 or H12. A run in which the machine kept the sender
            itself from sending for more than {MaxLate.TotalMilliseconds:0} ms is thrown away and made again.

            {await Machine.DescribeAsync([], CancellationToken.None)}

            ![Latency by percentile](balancing.svg)

            """);
        var plots = new List<PercentilePlot>();
        foreach (var (dynos, workers) in ((int, int)[])[(20, 1), (4, 20)])
        {
            var title = workers == 1 ? $"{dynos} single-threaded dynos" : $"{dynos} dynos of {workers} threads";
            Console.Error.WriteLine(title);
            var plot = new PercentilePlot($"{title}, {Load:P0} load");
            plots.Add(plot);
            report.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| policy | requests | failed | p50 | p95 | p99 | p99.9 |\n|---|---|---|---|---|---|---|\n");
            foreach (var (name, answers) in await MeasureAsync(dynos, workers, seconds, warmUp))
            {
                plot.Add(name, answers);
                report.Append(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {answers.Count} | {answers.Failed} | {answers.Percentile(0.5):0} | {answers.Percentile(0.95):0} | {answers.Percentile(0.99):0} | {answers.Percentile(0.999):0} |\n");
            }
        }
        report.Append("\n\"Least + queue\" caps a dyno at as many requests as it has threads; the rest wait in the router's queue.\n");
        Console.Out.Write(report);
        if (arguments.Find("--out") is { } file)
        {
            await File.WriteAllTextAsync(file, report.ToString());
            await File.WriteAllTextAsync(Path.ChangeExtension(file, ".svg"), PercentilePlot.File([.. plots]));
        }
        return 0;
    }

    private static async Task<List<(string Name, Answers Answers)>> MeasureAsync(int dynos, int workers, int seconds, int warmUp)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answers, late) = await TryAsync(dynos, workers, seconds, warmUp);
            Console.Error.WriteLine($"sent at most {late.TotalMilliseconds:0} ms late");
            if (late <= MaxLate)
                return answers;
            if (attempt == Attempts)
                throw new InvalidOperationException("The machine is too busy to measure anything.");
        }
    }

    private static async Task<(List<(string Name, Answers Answers)> Answers, TimeSpan Late)> TryAsync(int dynos, int workers, int seconds, int warmUp)
    {
        var work = SlowShare * Slow + (1 - SlowShare) * Fast;
        var arrivals = Arrival.Draw(Seed, Load * dynos * workers * 1000 / work, seconds, random => random.NextDouble() < SlowShare ? Slow : Fast);
        var fleets = Policies.Select((policy, i) => new Fleet($"app{i}", dynos, workers, new RouteSettings
        {
            Balancing = policy.Balancing,
            MaxInFlightPerDyno = policy.IsQueued ? workers : 0,
        })).ToList();
        await using var router = await Fleet.StartRouterAsync(fleets, CancellationToken.None);
        var loops = fleets.Select(fleet => new OpenLoop(router.EndPoints[0], fleet.Host)).ToList();
        await Task.WhenAll(loops.Select(loop => Task.Run(() => loop.RunAsync(arrivals, warmUp))));
        foreach (var fleet in fleets)
            fleet.Dispose();
        return ([.. Policies.Select((policy, i) => (policy.Name, loops[i].Answers))], loops.Max(loop => loop.Late));
    }
}
