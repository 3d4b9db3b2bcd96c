using System.Runtime.InteropServices;

namespace Paas.Load.Backend;

/// <summary><c>struct epoll_event</c> of x86-64, where it is packed (epoll_event(3type)).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EpollEvent
{
    public uint Events;
    public ulong Data;
}
