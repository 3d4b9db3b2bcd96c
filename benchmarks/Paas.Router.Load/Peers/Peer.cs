using Paas.Load.Measuring;

namespace Paas.Load.Peers;

/// <summary>A proxy that is measured: how it is configured and started.</summary>
internal abstract class Peer(string name)
{
    public string Name => name;

    /// <summary>A just-in-time compiled proxy is slow at first.</summary>
    public virtual bool NeedsWarmUp => false;

    /// <summary>The version of the package, for the table.</summary>
    public abstract Task<string> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Starts a fresh process on the core of the proxies; returns when it answers.</summary>
    public abstract Task<PeerProcess> StartAsync(Bed bed, CancellationToken cancellationToken);

    protected async Task<PeerProcess> StartNativeAsync(
        Bed bed, string program, string[] arguments, int port, int tlsPort, CancellationToken cancellationToken)
    {
        var child = Child.Start(Tool.Pinned(Configuration.LoadOptions.ProxyCore, program, arguments));
        try
        {
            await Ports.WaitAsync(port, () => child.HasExited, cancellationToken);
        }
        catch (IOException)
        {
            await child.DisposeAsync();
            throw new InvalidOperationException($"{program} did not start: {child.Messages}");
        }
        return new PeerProcess(this, child, port, tlsPort);
    }
}
