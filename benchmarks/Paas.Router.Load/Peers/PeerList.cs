using Paas.Load.Servers;

namespace Paas.Load.Peers;

/// <summary>All proxies that can be measured.</summary>
internal static class PeerList
{
    public const string Ours = "ours";
    public const string OursBest = "ours-best";

    public static IReadOnlyList<Peer> All { get; } =
    [
        new RouterPeer(Ours, RouterServer.DefaultMode), new RouterPeer(OursBest, RouterServer.BestMode),
        new NginxPeer(), new HaproxyPeer(), new YarpPeer(),
    ];

    public static IEnumerable<string> Names => All.Select(peer => peer.Name);
}
