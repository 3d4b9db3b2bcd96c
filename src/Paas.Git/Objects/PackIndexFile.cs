using System.Buffers.Binary;

namespace Paas.Git.Objects;

/// <summary>The object names in a pack index of version 2 (gitformat-pack).</summary>
internal static class PackIndexFile
{
    private const int HeaderSize = 8 + 256 * 4;

    public static Oid[] ReadObjectIds(string path)
    {
        using var file = File.OpenHandle(path);
        var header = new byte[HeaderSize];
        ReadExactly(file, header, 0, path);
        if (BinaryPrimitives.ReadUInt32BigEndian(header) != 0xff744f63 || BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)) != 2)
            throw new GitDataException($"'{Path.GetFileName(path)}' is not a pack index of version 2");

        var ids = new Oid[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(HeaderSize - 4))];
        ReadExactly(file, System.Runtime.InteropServices.MemoryMarshal.AsBytes(ids.AsSpan()), HeaderSize, path);
        return ids;
    }

    private static void ReadExactly(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> buffer, long offset, string path)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0)
                throw new GitDataException($"'{Path.GetFileName(path)}' ends too early");
            buffer = buffer[read..];
            offset += read;
        }
    }
}
