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

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
