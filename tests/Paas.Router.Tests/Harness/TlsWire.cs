using System.Net.Security;
using System.Net.Sockets;

namespace Paas.Harness;

/// <summary>The client's end of a TLS connection.</summary>
internal sealed class TlsWire(Socket socket, RecordedStream network, SslStream tls) : Wire
{
    public Socket Socket => socket;

    public SslStream Tls => tls;

    /// <summary>What came over the network.</summary>
    public RecordedStream Network => network;

    public override async Task SendAsync(byte[] bytes) => await tls.WriteAsync(bytes, Token);

    /// <summary>Sends close_notify and the end of the stream.</summary>
    public override void EndOutput()
    {
        tls.ShutdownAsync().GetAwaiter().GetResult();
        socket.Shutdown(SocketShutdown.Send);
    }

    public override void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public override void Dispose()
    {
        tls.Dispose();
        socket.Dispose();
    }

    protected override ValueTask<int> ReceiveAsync(Memory<byte> memory) => tls.ReadAsync(memory, Token);
}
