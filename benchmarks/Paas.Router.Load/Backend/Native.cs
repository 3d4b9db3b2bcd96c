using System.Runtime.InteropServices;

namespace Paas.Load.Backend;

/// <summary>System calls; the load and the backends share one core, so theirs must be cheap.</summary>
internal static unsafe partial class Native
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const int Add = 1;
    public const int Remove = 2;
    public const int Modify = 3;
    public const int NonBlocking = 0x800;
    public const int NoSignal = 0x4000;
    public const int WouldBlock = 11;
    public const int Interrupted = 4;
    public const int Tcp = 6;
    public const int NoDelay = 1;
    public const int Terminate = 15;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int fd, EpollEvent* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, EpollEvent* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(int fd, void* address, void* length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int fd, int level, int name, int* value, int length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int fd, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int fd, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    /// <summary>Bytes received; 0 at the end or after an error, -1 when there is nothing yet.</summary>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = (int)Receive(fd, start, buffer.Length, 0);
            return count >= 0 ? count : Marshal.GetLastPInvokeError() == WouldBlock ? -1 : 0;
        }
    }

    /// <summary>Bytes sent, 0 when the socket is full, -1 after an error.</summary>
    public static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var count = (int)Send(fd, start, bytes.Length, NoSignal);
            return count >= 0 ? count : Marshal.GetLastPInvokeError() == WouldBlock ? 0 : -1;
        }
    }
}
