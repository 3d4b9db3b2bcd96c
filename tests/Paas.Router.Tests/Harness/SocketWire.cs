using System.Net.Sockets;

namespace Paas.Harness;

/// <summary>One end of a TCP connection.</summary>
internal sealed class SocketWire(Socket socket) : Wire
{
    public Socket Socket => socket;

    public override async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent), Token);
    }

    public override void EndOutput() => socket.Shutdown(SocketShutdown.Send);

    public bool IsDisposed => socket.SafeHandle.IsClosed;

    public override void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (ObjectDisposedException)
        {
            // Closed at this very moment.
        }
        socket.Dispose();
    }

    public override void Dispose() => socket.Dispose();

    protected override ValueTask<int> ReceiveAsync(Memory<byte> memory) => socket.ReceiveAsync(memory, Token);
}
