using System.Net;
using System.Net.Sockets;

namespace Paas.Load.Backend;

/// <summary>Accepts the connections of one backend.</summary>
internal sealed unsafe class BackendListener : IReady, IDisposable
{
    private readonly BackendLoop _loop;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public BackendListener(BackendLoop loop, int port)
    {
        _loop = loop;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _socket.Listen(4096);
        _socket.Blocking = false;
        loop.Add((int)_socket.Handle, this);
    }

    public void OnReady(uint events)
    {
        var fd = Native.Accept((int)_socket.Handle, null, null, Native.NonBlocking);
        if (fd < 0)
            return;
        var on = 1;
        _ = Native.SetOption(fd, Native.Tcp, Native.NoDelay, &on, sizeof(int));
        _loop.Add(fd, new BackendConnection(_loop, fd));
    }

    public void Dispose() => _socket.Dispose();
}
