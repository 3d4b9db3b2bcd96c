using Paas.Load.Configuration;
using Paas.Load.Measuring;

namespace Paas.Load.Peers;

/// <summary>YARP on Kestrel, from NuGet.</summary>
internal sealed class YarpPeer() : Peer("yarp")
{
    public override bool NeedsWarmUp => true;

    public override Task<string> GetVersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(typeof(Yarp.ReverseProxy.Configuration.RouteConfig).Assembly.GetName().Version!.ToString(3));

    public override async Task<PeerProcess> StartAsync(Bed bed, CancellationToken cancellationToken)
    {
        var port = Ports.Choose();
        var tlsPort = Ports.Choose();
        var start = Tool.Own(
            LoadOptions.ProxyCore, "yarp", "--port", $"{port}", "--tls-port", $"{tlsPort}", "--certificate", bed.Certificate,
            "--hosts", string.Join(',', bed.Hosts), "--backends", string.Join(',', bed.Backends));
        return new PeerProcess(this, await Child.StartOwnAsync(start, cancellationToken), port, tlsPort);
    }
}
