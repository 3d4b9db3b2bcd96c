using System.Globalization;
using System.Text;
using Paas.Load.Configuration;
using Paas.Load.Reporting;

namespace Paas.Load.Simulation;

/// <summary>Ten apps behind one router; one of them gets ten times what its dynos can do. What do the other nine feel?</summary>
internal static class FairnessRun
{
    private const int Apps = 10;
    private const int Dynos = 2;
    private const int Workers = 4;
    private const int Least = 20;
    private const int Most = 60;
    private const double Capacity = Dynos * Workers * 1000.0 / ((Least + Most) / 2.0);
    private const double QuietLoad = 0.1;
    private const int Overload = 10;
    private static readonly TimeSpan MaxLate = TimeSpan.FromMilliseconds(250);

    private static readonly (string Name, RouteSettings Settings)[] Variants =
    [
        ("no cap (Heroku's limit of 200 per dyno)", RouteSettings.Default),
        ("cap and queue of 20", new RouteSettings { MaxInFlightPerDyno = Workers, MaxQueued = 20 }),
        ("adaptive concurrency, queue of 20", new RouteSettings { AdaptiveConcurrency = true, MaxQueued = 20 }),
    ];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seconds = arguments.FindNumber("--seconds", 10);
        var rounds = arguments.FindNumber("--rounds", 4);
        var report = new StringBuilder($"""
            # One overloaded app among ten

            {Apps} apps behind one router, each with {Dynos} dynos of {Workers} threads that sleep {Least} to {Most} ms per request: {Capacity:0} requests a second at most. Nine get {QuietLoad:P0} of
            that, the tenth as much or {Overload} times what it can do. Poisson arrivals over real sockets, latency from the moment a request was due, {rounds} rounds of {seconds} s
            each way, in turn. Load, dynos and router share one process. "Its dynos at work": the share of their threads' time in the run that went into answers.
            A round in which the machine kept the sender itself from sending for more than {MaxLate.TotalMilliseconds:0} ms is thrown away and made again.

            {await Machine.DescribeAsync([], CancellationToken.None)}

            | overloaded app has | quiet: p50 | quiet: p99 alone | quiet: p99 beside the overload | rise | quiet: failed | overloaded: its dynos at work | its p50 | its p99 |
            |---|---|---|---|---|---|---|---|---|

            """);
        foreach (var (name, settings) in Variants)
        {
            var tally = await MeasureAsync(settings, seconds, rounds);
            var (alone, beside, busy) = (tally.Alone, tally.Beside, tally.Overloaded);
            report.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {beside.Percentile(0.5):0.0} ms | {alone.Percentile(0.99):0.0} ms | {beside.Percentile(0.99):0.0} ms | {beside.Percentile(0.99) / alone.Percentile(0.99) - 1:+0.0 %;-0.0 %} | {alone.Failed + beside.Failed} of {alone.Count + beside.Count} | {tally.Work / (Dynos * Workers * seconds * (double)rounds):0.0 %} | {busy.Percentile(0.5):0} ms | {busy.Percentile(0.99):0} ms |\n");
        }
        Console.Out.Write(report);
        if (arguments.Find("--out") is { } file)
            await File.WriteAllTextAsync(file, report.ToString());
        return 0;
    }

    private static async Task<FairnessTally> MeasureAsync(RouteSettings settings, int seconds, int rounds)
    {
        var fleets = Enumerable.Range(0, Apps).Select(i => new Fleet($"app{i}", Dynos, Workers, settings)).ToList();
        await using var router = await Fleet.StartRouterAsync(fleets, CancellationToken.None);
        var tally = new FairnessTally();
        // The first round warms up.
        for (var (round, attempts) = (0, 0); round <= rounds; attempts++)
        {
            if (attempts > rounds * 4)
                throw new InvalidOperationException("The machine is too busy to measure anything.");
            var (alone, _, lateAlone) = await RoundAsync(router, fleets, attempts, isOver: false, seconds);
            var (beside, work, lateBeside) = await RoundAsync(router, fleets, attempts, isOver: true, seconds);
            var late = lateAlone > lateBeside ? lateAlone : lateBeside;
            Console.Error.WriteLine($"round {round} of {rounds}: sent at most {late.TotalMilliseconds:0} ms late");
            if (late > MaxLate)
                continue;
            if (round++ == 0)
                continue;
            foreach (var answers in alone.Skip(1))
                tally.Alone.Add(answers);
            foreach (var answers in beside.Skip(1))
                tally.Beside.Add(answers);
            tally.Overloaded.Add(beside[0]);
            tally.Work += work;
        }
        foreach (var fleet in fleets)
            fleet.Dispose();
        return tally;
    }

    private static async Task<(List<Answers> Answers, double Work, TimeSpan Late)> RoundAsync(
        HttpRouter router, List<Fleet> fleets, int seed, bool isOver, int seconds)
    {
        // A moment for what the round before has left behind.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var loops = fleets.Select(fleet => new OpenLoop(router.EndPoints[0], fleet.Host)).ToList();
        var before = fleets[0].Busy;
        var after = before;
        await Task.WhenAll(loops.Select((loop, i) => Task.Run(
            () => loop.RunAsync(Plan(seed, i, isOver, seconds), atEnd: i == 0 ? () => after = fleets[0].Busy : null))));
        return ([.. loops.Select(loop => loop.Answers)], (after - before).TotalSeconds, loops.Max(loop => loop.Late));
    }

    private static Arrival[] Plan(int seed, int app, bool isOver, int seconds) => Arrival.Draw(
        seed * Apps + app, isOver && app == 0 ? Capacity * Overload : Capacity * QuietLoad, seconds, random => random.Next(Least, Most + 1));
}
