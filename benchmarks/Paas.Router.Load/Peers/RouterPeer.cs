using System.Reflection;
using Paas.Load.Configuration;
using Paas.Load.Measuring;

namespace Paas.Load.Peers;

/// <summary>Our router, in a process of its own.</summary>
internal sealed class RouterPeer(string name, string mode) : Peer(name)
{
    public override bool NeedsWarmUp => true;

    public override Task<string> GetVersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(typeof(HttpRouter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    public override async Task<PeerProcess> StartAsync(Bed bed, CancellationToken cancellationToken)
    {
        var port = Ports.Choose();
        var tlsPort = Ports.Choose();
        var start = Tool.Own(
            LoadOptions.ProxyCore, "router", "--mode", mode, "--port", $"{port}", "--tls-port", $"{tlsPort}", "--certificate", bed.Certificate,
            "--hosts", string.Join(',', bed.Hosts), "--backends", string.Join(',', bed.Backends));
        return new PeerProcess(this, await Child.StartOwnAsync(start, cancellationToken), port, tlsPort);
    }
}
