using System.IO.MemoryMappedFiles;

namespace Paas.Git.Objects;

/// <summary>
/// Looks at the entries of a pack before its deltas are resolved, which happens in memory: refuses objects that would be too
/// large, as they are or once a delta of a few bytes is applied. Source: gitformat-pack.
/// </summary>
internal static unsafe class PackScanner
{
    private const int HeaderSize = 12;
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;

    public static void Check(string path, long length, uint count, long maxObjectSize, CancellationToken cancellationToken)
    {
        using var file = MemoryMappedFile.CreateFromFile(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* data = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref data);
        try
        {
            Check(data, Math.Min(length, view.Capacity), count, maxObjectSize, cancellationToken);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static void Check(byte* data, long length, uint count, long maxObjectSize, CancellationToken cancellationToken)
    {
        var meter = new InflateMeter(data, length);
        long position = HeaderSize;
        for (uint i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (type, size) = ReadHeader(data, length, ref position);
            if (type == OffsetDelta)
                SkipVariable(data, length, ref position);
            else if (type == ReferenceDelta)
                position += Oid.Size;

            if (size > maxObjectSize)
                throw TooLarge(maxObjectSize);
            var actual = meter.Measure(ref position, maxObjectSize);
            if (actual != size)
                throw Damaged();
            if (type is OffsetDelta or ReferenceDelta && ResultSize(meter.Prefix) > (ulong)maxObjectSize)
                throw TooLarge(maxObjectSize);
        }
    }

    private static (int Type, long Size) ReadHeader(byte* data, long length, ref long position)
    {
        var current = Next(data, length, ref position);
        var type = (current >> 4) & 7;
        long size = current & 15;
        for (var shift = 4; (current & 0x80) != 0; shift += 7)
        {
            if (shift > 53)
                throw Damaged();
            current = Next(data, length, ref position);
            size |= (long)(current & 0x7f) << shift;
        }

        return (type, size);
    }

    /// <summary>A delta starts with the sizes of its base and of its result, seven bits a byte, lowest first.</summary>
    private static ulong ResultSize(ReadOnlySpan<byte> delta)
    {
        ulong size = 0;
        var index = 0;
        for (var field = 0; field < 2; field++)
        {
            size = 0;
            for (var shift = 0; ; shift += 7)
            {
                if (index >= delta.Length || shift > 56)
                    throw Damaged();
                size |= (ulong)(delta[index] & 0x7f) << shift;
                if ((delta[index++] & 0x80) == 0)
                    break;
            }
        }

        return size;
    }

    private static void SkipVariable(byte* data, long length, ref long position)
    {
        while ((Next(data, length, ref position) & 0x80) != 0)
        {
        }
    }

    private static int Next(byte* data, long length, ref long position) => position < length ? data[position++] : throw Damaged();

    private static GitDataException TooLarge(long limit) => new($"an object of the pack is larger than {limit >> 20} MB, the limit of this platform; remove large files from the history");

    private static GitDataException Damaged() => new("the pack is damaged");
}
