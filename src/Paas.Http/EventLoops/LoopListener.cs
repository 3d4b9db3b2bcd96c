using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Paas.EventLoops;

/// <summary>Accepts connections of one listening socket on one loop.</summary>
internal sealed class LoopListener(
    EventLoop loop, IReadOnlyList<EventLoop> siblings, SafeHandle socket, IConnectionAcceptor acceptor, TimeProvider time) : ILoopSource
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    // A burst goes to several loops, and requests of open connections are served in between.
    private const int MaxPerEvent = 16;
    private const int Excess = 8;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _slot = -1;
    private bool _stopping;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isHeld = false;
        socket.DangerousAddRef(ref isHeld);
        try
        {
            loop.Post(new LoopAction(Start));
            await using (cancellationToken.UnsafeRegister(static state => ((LoopListener)state!).Stop(), this))
                await _ended.Task;
        }
        finally
        {
            socket.DangerousRelease();
        }
    }

    void ILoopSource.OnEvents(uint events)
    {
        Span<byte> address = stackalloc byte[28];
        for (var i = 0; i < MaxPerEvent; i++)
        {
            var descriptor = Linux.Accept(Descriptor, address, out var length);
            if (descriptor < 0)
            {
                if (descriptor is -Linux.EMFILE or -Linux.ENFILE or -Linux.ENOBUFS or -Linux.ENOMEM)
                    PauseFor(descriptor);
                return;
            }
            var remote = ToEndPoint(address[..Math.Min(length, address.Length)]);
            var target = Choose();
            if (target == loop)
                Open(target, descriptor, remote);
            else
                target.Post(new LoopAction(() => Open(target, descriptor, remote)));
        }
    }

    void ILoopSource.OnLoopEnded() => _ended.TrySetResult();

    private int Descriptor => (int)socket.DangerousGetHandle();

    private void Start()
    {
        // The framework leaves that to its own asynchronous operations.
        Linux.MakeNonBlocking(Descriptor);
        var result = _stopping ? 0 : loop.Add(Descriptor, this, Linux.EPOLLIN | Linux.EPOLLEXCLUSIVE, out _slot);
        if (_stopping)
            _ended.TrySetResult();
        else if (result < 0)
            PauseFor(result);
    }

    private void Stop() => loop.Post(new LoopAction(() =>
    {
        _stopping = true;
        Forget();
        _ended.TrySetResult();
    }));

    private void Forget()
    {
        if (_slot >= 0)
            loop.Unwatch(Descriptor, _slot);
        _slot = -1;
    }

    // Out of descriptors: the socket stays ready, so watching on would spin.
    private void PauseFor(int result)
    {
        Forget();
        acceptor.OnAcceptFailed(new SocketException((int)EventLoop.ToSocketError(-result)), Pause);
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                loop.Post(new LoopAction(Start));
            },
            null, Pause, Timeout.InfiniteTimeSpan);
    }

    private EventLoop Choose()
    {
        var least = loop;
        foreach (var sibling in siblings)
        {
            if (sibling.Count + Excess < least.Count)
                least = sibling;
        }
        return least;
    }

    private void Open(EventLoop target, int descriptor, IPEndPoint? remote)
    {
        if (LoopConnection.Accepted(target, descriptor) is { } connection)
            acceptor.OnAccepted(target, connection, remote);
    }

    // struct sockaddr_in and sockaddr_in6: the family in the machine's order, the port in the network's.
    private static IPEndPoint? ToEndPoint(ReadOnlySpan<byte> address)
    {
        const int Inet = 2;
        const int Inet6 = 10;
        if (address.Length < 8)
            return null;
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return MemoryMarshal.Read<ushort>(address) switch
        {
            Inet => new IPEndPoint(new IPAddress(address.Slice(4, 4)), port),
            Inet6 when address.Length >= 28 => new IPEndPoint(new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])), port),
            _ => null,
        };
    }
}
