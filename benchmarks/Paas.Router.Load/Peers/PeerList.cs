using Paas.Load.Servers;

namespace Paas.Load.Peers;

/// <summary>All proxies that can be measured.</summary>
internal static class PeerList
{
    private const string WithoutLoops = "ours-pool";

    public static IReadOnlyList<Peer> All { get; } =
    [
        new RouterPeer("ours", RouterServer.DefaultMode), new RouterPeer(WithoutLoops, RouterServer.PoolMode),
        new NginxPeer(), new HaproxyPeer(), new YarpPeer(),
    ];

    public static IEnumerable<string> Names => All.Select(peer => peer.Name);

    /// <summary>Those of the published tables.</summary>
    public static IEnumerable<string> Usual => Names.Where(name => name != WithoutLoops);
}
