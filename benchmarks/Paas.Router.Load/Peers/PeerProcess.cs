using System.Globalization;
using Paas.Load.Measuring;

namespace Paas.Load.Peers;

/// <summary>A proxy that runs.</summary>
internal sealed class PeerProcess(Peer peer, Child child, int port, int tlsPort) : IAsyncDisposable
{
    public Peer Peer => peer;

    public int Port => port;

    public int TlsPort => tlsPort;

    public long CpuMicroseconds => ProcessFigures.CpuMicroseconds(child.Pid);

    public long ResidentBytes => ProcessFigures.ResidentBytes(child.Pid);

    /// <summary>Methods that the just-in-time compiler has compiled so far; only for those that need a warm-up.</summary>
    public async Task<long> CountCompiledAsync(CancellationToken cancellationToken) =>
        long.Parse(await child.AskAsync(cancellationToken), CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
