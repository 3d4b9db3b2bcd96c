using Paas.Load.Configuration;
using Paas.Load.Peers;
using Paas.Load.Scenarios;

namespace Paas.Load.Measuring;

/// <summary>Gives every proxy its turn in every round, so that a noisy moment hits all alike.</summary>
internal sealed class Turns(LoadOptions options, Bed bed, CancellationToken cancellationToken)
{
    private const double WarmUpSeconds = 1;
    private const int MaxWarmUps = 15;
    private const int QuietWarmUps = 2;
    private const int FewMethods = 10;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    public async Task<List<Cell>> MeasureAsync(IScenario scenario, IReadOnlyList<PeerProcess> peers)
    {
        var cells = new List<Cell>();
        foreach (var peer in peers.Where(peer => peer.Peer.NeedsWarmUp))
            await WarmUpAsync(scenario, options.Sizes[0], peer);
        foreach (var size in options.Sizes)
            cells.AddRange(await MeasureAsync(scenario, size, peers));
        return cells;
    }

    /// <summary>Loads until the compiler has nothing more to do; it goes through several stages and waits while the core is busy.</summary>
    private async Task WarmUpAsync(IScenario scenario, BodySize size, PeerProcess peer)
    {
        var compiled = 0L;
        for (var (turn, quiet) = (0, 0); turn < MaxWarmUps && quiet < QuietWarmUps; turn++)
        {
            var sample = await TakeAsync(scenario, size, peer, WarmUpSeconds);
            await Task.Delay(Rest, cancellationToken);
            var before = compiled;
            compiled = await peer.CountCompiledAsync(cancellationToken);
            quiet = compiled - before <= FewMethods ? quiet + 1 : 0;
            Progress($"{scenario.Name} {size.Name} {peer.Peer.Name}: warm-up, {sample.CpuPerRequest:F1} us, {compiled} methods compiled");
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
                    $"{scenario.Name} {size.Name} {peer.Peer.Name}: {sample.RequestsPerSecond:F0}/s {sample.CpuPerRequest:F1} us, {sample.Load.Failed} failed, {sample.Load.Late} of them late");
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
