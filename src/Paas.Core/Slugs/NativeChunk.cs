using System.Buffers;
using System.Runtime.InteropServices;

namespace Paas.Slugs;

/// <summary>Memory outside of the collector's, of the size of the largest content.</summary>
internal sealed unsafe class NativeChunk : MemoryManager<byte>
{
    public const int Length = SlugEntry.PieceSize;

    private byte* _bytes = (byte*)NativeMemory.Alloc(Length);

    public override Span<byte> GetSpan() => _bytes is null ? throw new ObjectDisposedException(nameof(NativeChunk)) : new Span<byte>(_bytes, Length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_bytes + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }
}
