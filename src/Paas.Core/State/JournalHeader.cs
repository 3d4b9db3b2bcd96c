using System.Buffers.Binary;

namespace Paas.State;

/// <summary>
/// The first bytes of a journal: its format, and where the snapshot ends that it begins with. The snapshot was complete
/// before the file got its name, so a bad frame in it is damage; only behind it a crash may have torn a frame.
/// </summary>
internal static class JournalHeader
{
    public const int Size = 28;

    private static ReadOnlySpan<byte> Format => "paas-journal-1\n\0"u8;

    public static byte[] Create(long snapshotEnd)
    {
        var header = new byte[Size];
        Format.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), snapshotEnd);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), JournalFrame.Checksum(header.AsSpan(0, 24)));
        return header;
    }

    public static bool TryRead(ReadOnlySpan<byte> file, out long snapshotEnd)
    {
        snapshotEnd = 0;
        if (file.Length < Size || !file.StartsWith(Format) || BinaryPrimitives.ReadUInt32LittleEndian(file[24..]) != JournalFrame.Checksum(file[..24]))
            return false;
        snapshotEnd = BinaryPrimitives.ReadInt64LittleEndian(file[16..]);
        return snapshotEnd >= Size;
    }
}
