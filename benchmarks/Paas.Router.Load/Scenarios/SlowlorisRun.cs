using System.Globalization;
using System.Text;
using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;
using Paas.Load.Reporting;

namespace Paas.Load.Scenarios;

/// <summary>
/// What slow clients cost the others: the same load without and with them, in turns, on one router process. Its table is
/// <c>benchmarks/results/slowloris.md</c>.
/// </summary>
internal static class SlowlorisRun
{
    public const string Name = "slowloris";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var connections = arguments.FindNumber("--connections", 5000);
        var rounds = arguments.FindNumber("--rounds", 7);
        var seconds = arguments.FindNumber("--seconds", 3);
        if (arguments.Has("--priority"))
            await Tool.GoFirstAsync();
        var peer = PeerList.All.Single(peer => peer.Name == (arguments.Find("--peer") ?? "ours"));
        await using var bed = new Bed();
        await bed.StartAsync(cancellationToken);
        await using var router = await peer.StartAsync(bed, cancellationToken);
        var url = new UriBuilder(Uri.UriSchemeHttp, Bed.Host, router.Port, BodySize.All[0].Path).Uri;
        // The just-in-time compiler has done its work by then.
        await new Wrk(bed.Directory).RunAsync(url, 2 * seconds, [], cancellationToken);

        var quiet = new List<Turn>();
        var attacked = new List<Turn>();
        for (var round = 0; round < rounds; round++)
        {
            quiet.Add(await MeasureAsync(bed, router, url, seconds, 0, cancellationToken));
            attacked.Add(await MeasureAsync(bed, router, url, seconds, connections, cancellationToken));
            Console.Error.WriteLine($"round {round + 1}: without {quiet[^1].Load}, with {attacked[^1].Load}, {attacked[^1].Open} open");
        }
        var report = Write(await Machine.DescribeAsync([peer], cancellationToken), peer, connections, seconds, quiet, attacked);
        Console.Out.Write(report);
        if (arguments.Find("--out") is { } output)
            await File.WriteAllTextAsync(output, report, cancellationToken);
        return attacked.TrueForAll(turn => turn.Load.Failed == 0 && turn.Open > 0) ? 0 : 1;
    }

    private static async Task<Turn> MeasureAsync(Bed bed, PeerProcess router, Uri url, int seconds, int connections, CancellationToken cancellationToken)
    {
        if (connections == 0)
            return await MeasureAsync(bed, router, url, seconds, null, cancellationToken);
        var start = Tool.Own(LoadOptions.LoadCore, "slow", "--port", $"{router.Port}", "--connections", $"{connections}");
        await using var slow = await Child.StartOwnAsync(start, cancellationToken);
        return await MeasureAsync(bed, router, url, seconds, slow, cancellationToken);
    }

    private static async Task<Turn> MeasureAsync(Bed bed, PeerProcess router, Uri url, int seconds, Child? slow, CancellationToken cancellationToken)
    {
        var before = router.CpuMicroseconds;
        var load = await new Wrk(bed.Directory).RunAsync(url, seconds, [], cancellationToken);
        var cpu = (double)(router.CpuMicroseconds - before) / load.Requests;
        var open = slow is null ? 0 : int.Parse(await slow.AskAsync(cancellationToken), CultureInfo.InvariantCulture);
        return new Turn(load, cpu, open, router.ResidentBytes);
    }

    private static string Write(string machine, Peer peer, int connections, int seconds, List<Turn> quiet, List<Turn> attacked)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Slowloris

            {machine}

            {connections} connections begin a request to `{peer.Name}` and send one byte of a header every ten seconds, while wrk asks for 100 bytes
            over {LoadOptions.Connections} connections. {quiet.Count} rounds of {seconds} s, each without and then with the slow clients, on one router process;
            medians. wrk asks as fast as it can, so the latencies are those of a core that is never idle; what counts is the pair. Every one
            of the slow connections ends after 60 s (`RouterOptions.RequestHeadTimeout`); that, with a clock that
            tests move, is in `SlowClientTests`.

            | | requests/s | CPU µs/request | p50 ms | p99 ms | failed | slow connections open | memory MiB |
            |---|---:|---:|---:|---:|---:|---:|---:|

            """);
        text.Append(Row("without", quiet)).Append(Row("with", attacked));
        text.Append(CultureInfo.InvariantCulture, $"\np99 with over p99 without, median of the rounds: {Median(quiet.Zip(attacked, (a, b) => b.Load.P99 / a.Load.P99)):F2}.\n");
        return text.ToString();
    }

    private static string Row(string name, List<Turn> turns) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Median(turns.Select(turn => turn.Load.Requests / turn.Load.Seconds)):F0} | {Median(turns.Select(turn => turn.Cpu)):F1} | {Median(turns.Select(turn => turn.Load.P50)) / 1000:F2} "
        + $"| {Median(turns.Select(turn => turn.Load.P99)) / 1000:F2} | {turns.Sum(turn => turn.Load.Failed)} | {turns.Min(turn => turn.Open)} | {Median(turns.Select(turn => turn.Resident / 1048576.0)):F0} |\n");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Turn(LoadResult Load, double Cpu, int Open, long Resident);
}
