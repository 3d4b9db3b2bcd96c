using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Paas.EventLoops;

/// <summary>The system calls that an event loop makes. Each returns what the kernel returns, or minus the error number.</summary>
internal static unsafe partial class Linux
{
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EMFILE = 24;
    public const int ENFILE = 23;
    public const int EADDRNOTAVAIL = 99;
    public const int ENETUNREACH = 101;
    public const int ENOBUFS = 105;
    public const int ETIMEDOUT = 110;
    public const int ECONNREFUSED = 111;
    public const int EHOSTUNREACH = 113;
    public const int EINPROGRESS = 115;

    public const uint EPOLLIN = 1;
    public const uint EPOLLOUT = 4;
    public const uint EPOLLERR = 8;
    public const uint EPOLLHUP = 0x10;
    public const uint EPOLLRDHUP = 0x2000;
    public const uint EPOLLEXCLUSIVE = 1u << 28;
    public const uint EPOLLET = 1u << 31;

    private const int ReadWriteCloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int NoSignal = 0x4000;
    private const int EpollAdd = 1;
    private const int EpollRemove = 2;
    private const int SockStream = 1;
    private const int SolSocket = 1;
    private const int SoError = 4;
    private const int SoLinger = 13;
    private const int IpProtoTcp = 6;
    private const int TcpNoDelay = 1;

    /// <summary>Descriptors that the process may have open.</summary>
    public static long DescriptorLimit()
    {
        const int NumberOfFiles = 7;
        var limits = stackalloc ulong[2];
        return Check(getrlimit(NumberOfFiles, limits)) < 0 ? long.MaxValue : (long)Math.Min(limits[0], long.MaxValue);
    }

    public static int CreateEpoll() => Check(epoll_create1(ReadWriteCloseOnExec));

    public static int CreateEvent() => Check(eventfd(0, ReadWriteCloseOnExec | NonBlocking));

    public static int Watch(int epoll, int descriptor, uint events, ulong tag)
    {
        if (EpollEvent.IsPacked)
        {
            var packed = new PackedEpollEvent { Events = events, Tag = tag };
            return Check(epoll_ctl(epoll, EpollAdd, descriptor, &packed));
        }
        var plain = new EpollEvent { Events = events, Tag = tag };
        return Check(epoll_ctl(epoll, EpollAdd, descriptor, &plain));
    }

    public static int Unwatch(int epoll, int descriptor) => Check(epoll_ctl(epoll, EpollRemove, descriptor, null));

    /// <summary>Waits without a limit for events; 0 or less when a signal came in between.</summary>
    public static int Wait(int epoll, void* events, int count) => Check(epoll_wait(epoll, events, count, -1));

    public static int CreateSocket(AddressFamily family)
    {
        const int Inet = 2;
        const int Inet6 = 10;
        var descriptor = Check(socket(family == AddressFamily.InterNetworkV6 ? Inet6 : Inet, SockStream | NonBlocking | ReadWriteCloseOnExec, 0));
        var on = 1;
        if (descriptor >= 0)
            _ = setsockopt(descriptor, IpProtoTcp, TcpNoDelay, &on, sizeof(int));
        return descriptor;
    }

    public static void MakeNonBlocking(int descriptor)
    {
        const int GetFlags = 3;
        const int SetFlags = 4;
        _ = fcntl(descriptor, SetFlags, fcntl(descriptor, GetFlags, 0) | NonBlocking);
    }

    public static int Connect(int descriptor, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = address)
            return Check(connect(descriptor, pointer, address.Length));
    }

    public static int Accept(int listener, Span<byte> address, out int length)
    {
        var size = address.Length;
        int result;
        fixed (byte* pointer = address)
            result = Check(accept4(listener, pointer, &size, NonBlocking | ReadWriteCloseOnExec));
        length = size;
        return result;
    }

    public static int Receive(int descriptor, Span<byte> memory)
    {
        fixed (byte* pointer = memory)
            return (int)Check(recv(descriptor, pointer, memory.Length, 0));
    }

    public static int Send(int descriptor, ReadOnlySpan<byte> memory)
    {
        fixed (byte* pointer = memory)
            return (int)Check(send(descriptor, pointer, memory.Length, NoSignal));
    }

    public static int Send(int descriptor, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        fixed (byte* one = first, two = second)
        {
            var pieces = stackalloc nint[] { (nint)one, first.Length, (nint)two, second.Length };
            var message = new MessageHeader { Pieces = pieces, PieceCount = 2 };
            return (int)Check(sendmsg(descriptor, &message, NoSignal));
        }
    }

    public static int CreatePipe(out int source, out int sink)
    {
        var ends = stackalloc int[2];
        var result = Check(pipe2(ends, NonBlocking | ReadWriteCloseOnExec));
        (source, sink) = (ends[0], ends[1]);
        return result;
    }

    /// <summary>Moves pages between a socket and a pipe, in either direction.</summary>
    public static int Splice(int from, int to, long count)
    {
        const uint MoveNonBlocking = 3;
        return (int)Check(splice(from, null, to, null, (nint)Math.Min(count, int.MaxValue), MoveNonBlocking));
    }

    /// <summary>The error of a socket whose connect has ended, 0 for none.</summary>
    public static int PendingError(int descriptor)
    {
        var error = 0;
        var size = sizeof(int);
        var result = Check(getsockopt(descriptor, SolSocket, SoError, &error, &size));
        return result < 0 ? -result : error;
    }

    /// <summary>Makes the close of a socket reset its connection.</summary>
    public static void LingerZero(int descriptor)
    {
        var linger = stackalloc int[] { 1, 0 };
        _ = setsockopt(descriptor, SolSocket, SoLinger, linger, 2 * sizeof(int));
    }

    public static void ShutdownOutput(int descriptor) => _ = shutdown(descriptor, 1);

    public static void Close(int descriptor) => _ = close(descriptor);

    public static void Signal(int eventDescriptor)
    {
        var one = 1L;
        _ = write(eventDescriptor, &one, sizeof(long));
    }

    public static void ClearSignal(int eventDescriptor)
    {
        long value;
        _ = read(eventDescriptor, &value, sizeof(long));
    }

    private static int Check(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    private static nint Check(nint result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, void* change);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, void* events, int count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int descriptor, void* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int descriptor, void* address, int* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int descriptor, void* buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int descriptor, void* buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(int descriptor, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint splice(int from, long* fromOffset, int to, long* toOffset, nint length, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int descriptor, int level, int name, void* value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int descriptor, int level, int name, void* value, int* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int descriptor, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, void* buffer, nint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, void* buffer, nint length);

    /// <summary><c>struct msghdr</c> (sendmsg(2)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public nint NameLength;
        public nint* Pieces;
        public nint PieceCount;
        public void* Control;
        public nint ControlLength;
        public nint Flags;
    }
}
