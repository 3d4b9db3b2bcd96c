using System.Runtime.InteropServices;

namespace Paas.EventLoops;

/// <summary><see cref="EpollEvent"/> as x86 lays it out.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PackedEpollEvent
{
    public uint Events;
    public ulong Tag;
}
