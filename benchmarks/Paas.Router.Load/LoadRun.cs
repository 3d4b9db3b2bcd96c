using System.Runtime.InteropServices;
using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;
using Paas.Load.Reporting;
using Paas.Load.Scenarios;

namespace Paas.Load;

/// <summary>One run: starts everything, gives each proxy its turn in every round, and writes the tables.</summary>
internal sealed class LoadRun(LoadOptions options, Bed bed)
{
    private const double WarmUpSeconds = 1;
    private const int MaxWarmUps = 10;
    private const double StillFalling = 0.95;
    private readonly Peer[] _peers = [.. PeerList.All.Where(peer => options.Peers.Contains(peer.Name))];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (options.HasPriority)
            await Tool.GoFirstAsync();
        await using var bed = new Bed();
        try
        {
            await bed.StartAsync(stop.Token);
            var report = await new LoadRun(options, bed).MeasureAsync(stop.Token);
            Console.Out.Write(report);
            if (options.Output is not null)
                await File.WriteAllTextAsync(options.Output, report, stop.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted.");
            return 130;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private async Task<string> MeasureAsync(CancellationToken cancellationToken)
    {
        var machine = await Machine.DescribeAsync(_peers, cancellationToken);
        var running = new List<PeerProcess>();
        try
        {
            foreach (var peer in _peers)
                running.Add(await StartAsync(peer, cancellationToken));
            var cells = new List<Cell>();
            foreach (var scenario in ScenarioList.All.Where(scenario => options.Scenarios.Contains(scenario.Name)))
            {
                foreach (var size in options.Sizes)
                    cells.AddRange(await MeasureAsync(scenario, size, [.. running.Where(peer => scenario.Supports(peer.Peer))], cancellationToken));
            }
            return new LoadReport(machine, options, cells).Write();
        }
        finally
        {
            foreach (var peer in running)
                await peer.DisposeAsync();
        }
    }

    private async Task<PeerProcess> StartAsync(Peer peer, CancellationToken cancellationToken)
    {
        var process = await peer.StartAsync(bed, cancellationToken);
        if (peer.NeedsWarmUp)
            await WarmUpAsync(process, cancellationToken);
        return process;
    }

    /// <summary>Loads until the compiler has done its work: the cost of a request does not fall any more.</summary>
    private async Task WarmUpAsync(PeerProcess peer, CancellationToken cancellationToken)
    {
        var lowest = double.MaxValue;
        var steady = 0;
        for (var turn = 0; turn < MaxWarmUps && steady < 2; turn++)
        {
            var cost = (await TakeTurnAsync(ScenarioList.All[0], BodySize.All[0], peer, WarmUpSeconds, cancellationToken)).CpuPerRequest;
            steady = cost > lowest * StillFalling ? steady + 1 : 0;
            lowest = Math.Min(lowest, cost);
            Progress($"{peer.Peer.Name}: warm-up, {cost:F1} us");
        }
    }

    private async Task<Sample> TakeTurnAsync(
        IScenario scenario, BodySize size, PeerProcess peer, double seconds, CancellationToken cancellationToken)
    {
        var before = peer.CpuMicroseconds;
        var load = await scenario.LoadAsync(bed, peer, size, seconds, cancellationToken);
        return new Sample(load, peer.CpuMicroseconds - before);
    }

    private async Task<IEnumerable<Cell>> MeasureAsync(
        IScenario scenario, BodySize size, IReadOnlyList<PeerProcess> peers, CancellationToken cancellationToken)
    {
        var samples = peers.ToDictionary(peer => peer, _ => new List<Sample>());
        foreach (var peer in peers)
            await scenario.LoadAsync(bed, peer, size, WarmUpSeconds, cancellationToken);
        for (var round = 0; round < options.Rounds; round++)
        {
            // Every round begins with another proxy, so that none always has the same place.
            for (var i = 0; i < peers.Count; i++)
            {
                var peer = peers[(i + round) % peers.Count];
                var sample = await TakeTurnAsync(scenario, size, peer, options.Seconds, cancellationToken);
                samples[peer].Add(sample);
                Progress($"{scenario.Name} {size.Name} {peer.Peer.Name}: {sample.RequestsPerSecond:F0}/s {sample.CpuPerRequest:F1} us, {sample.Load.Failed} failed");
            }
        }
        return peers.Select(peer => new Cell(scenario, size, peer.Peer, samples[peer]));
    }

    private static void Progress(string message) => Console.Error.WriteLine(message);
}
