using Paas.Load.Configuration;
using Paas.Load.Peers;
using Paas.Load.Scenarios;

namespace Paas.Load.Measuring;

/// <summary>Gives every proxy its turn in every round, so that a noisy moment hits all alike.</summary>
internal sealed class Turns(LoadOptions options, Bed bed, CancellationToken cancellationToken)
{
    private const double WarmUpSeconds = 1;
    private const int MaxWarmUps = 10;
    private const double StillFalling = 0.95;

    public async Task<List<Cell>> MeasureAsync(IScenario scenario, IReadOnlyList<PeerProcess> peers)
    {
        var cells = new List<Cell>();
        foreach (var peer in peers.Where(peer => peer.Peer.NeedsWarmUp))
            await WarmUpAsync(scenario, options.Sizes[0], peer);
        foreach (var size in options.Sizes)
            cells.AddRange(await MeasureAsync(scenario, size, peers));
        return cells;
    }

    /// <summary>Loads until the compiler has done its work: the cost of a request does not fall any more.</summary>
    private async Task WarmUpAsync(IScenario scenario, BodySize size, PeerProcess peer)
    {
        var lowest = double.MaxValue;
        var steady = 0;
        for (var turn = 0; turn < MaxWarmUps && steady < 2; turn++)
        {
            var cost = (await TakeAsync(scenario, size, peer, WarmUpSeconds)).CpuPerRequest;
            steady = cost > lowest * StillFalling ? steady + 1 : 0;
            lowest = Math.Min(lowest, cost);
            Progress($"{scenario.Name} {size.Name} {peer.Peer.Name}: warm-up, {cost:F1} us");
        }
    }

    private async Task<IEnumerable<Cell>> MeasureAsync(IScenario scenario, BodySize size, IReadOnlyList<PeerProcess> peers)
    {
        var samples = peers.ToDictionary(peer => peer, _ => new List<Sample>());
        foreach (var peer in peers.Where(peer => peer.Peer.NeedsWarmUp))
            await scenario.LoadAsync(bed, peer, size, WarmUpSeconds, cancellationToken);
        for (var round = 0; round < options.Rounds; round++)
        {
            // Every round begins with another proxy, so that none always has the same place.
            for (var i = 0; i < peers.Count; i++)
            {
                var peer = peers[(i + round) % peers.Count];
                var sample = await TakeAsync(scenario, size, peer, options.Seconds);
                samples[peer].Add(sample);
                Progress(
                    $"{scenario.Name} {size.Name} {peer.Peer.Name}: {sample.RequestsPerSecond:F0}/s {sample.CpuPerRequest:F1} us, {sample.Load.Failed} failed");
            }
        }
        return peers.Select(peer => new Cell(scenario, size, peer.Peer, samples[peer]));
    }

    private async Task<Sample> TakeAsync(IScenario scenario, BodySize size, PeerProcess peer, double seconds)
    {
        var before = peer.CpuMicroseconds;
        var load = await scenario.LoadAsync(bed, peer, size, seconds, cancellationToken);
        return new Sample(load, peer.CpuMicroseconds - before);
    }

    private static void Progress(string message) => Console.Error.WriteLine(message);
}
