using System.Runtime.InteropServices;

namespace Paas.EventLoops;

/// <summary><c>struct epoll_event</c> (epoll_ctl(2)); on x86 the kernel packs it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EpollEvent
{
    public static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    public uint Events;
    public ulong Tag;
}
