using System.Buffers;

namespace Paas;

/// <summary>
/// Arrays for <see cref="ByteBuffer"/>. The smallest size, of which each request takes a handful for some microseconds, is
/// kept apart per thread: the shared pool keeps just one array of a size without a lock.
/// </summary>
internal static class BufferPool
{
    public const int MinCapacity = 2048;
    private const int MaxKept = 16;

    [ThreadStatic]
    private static Kept t_kept;

    public static byte[] Rent(int size)
    {
        if (size > MinCapacity)
            return ArrayPool<byte>.Shared.Rent(size);
        ref var kept = ref t_kept;
        return kept.Count > 0 ? kept.Arrays[--kept.Count] : ArrayPool<byte>.Shared.Rent(MinCapacity);
    }

    public static void Return(byte[] array)
    {
        ref var kept = ref t_kept;
        if (array.Length != MinCapacity || kept.Count == MaxKept)
        {
            ArrayPool<byte>.Shared.Return(array);
            return;
        }
        kept.Arrays ??= new byte[MaxKept][];
        kept.Arrays[kept.Count++] = array;
    }

    private struct Kept
    {
        public byte[][] Arrays;
        public int Count;
    }
}
