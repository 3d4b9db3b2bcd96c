using System.Globalization;
using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;

namespace Paas.Load.Scenarios;

/// <summary>What idle keep-alive connections weigh in a fresh process.</summary>
internal static class IdleMemory
{
    public const string Name = "memory";
    public const int Connections = 10_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task<IdleFigures> MeasureAsync(Bed bed, Peer peer, CancellationToken cancellationToken)
    {
        await using var process = await peer.StartAsync(bed, cancellationToken);
        // Code that every request needs belongs to the empty process.
        await using (await HoldAsync(process, 1, cancellationToken))
            await Task.Delay(Settling, cancellationToken);
        var empty = process.ResidentBytes;

        await using var clients = await HoldAsync(process, Connections, cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        var loaded = process.ResidentBytes;
        var held = int.Parse(await clients.AskAsync(cancellationToken), CultureInfo.InvariantCulture);
        return new IdleFigures(peer, empty, loaded, held);
    }

    private static Task<Child> HoldAsync(PeerProcess peer, int connections, CancellationToken cancellationToken)
    {
        var size = BodySize.All[0];
        var start = Tool.Own(
            LoadOptions.LoadCore, "idle", "--host", Bed.Host, "--port", $"{peer.Port}", "--path", size.Path, "--size", $"{size.Bytes}",
            "--connections", $"{connections}");
        return Child.StartOwnAsync(start, cancellationToken);
    }
}
