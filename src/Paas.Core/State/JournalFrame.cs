using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Paas.State;

/// <summary>
/// A frame of a journal: documents that reached the disk together, either part of the snapshot at its beginning or the
/// commits that shared one flush.
/// <code>
/// frame    = magic(4) length(4) crc32c(4) document*        length of the documents, checksum of magic, length and documents
/// document = version(8) key length(2) json length(4) key json     json length -1: removed
/// </code>
/// Numbers are little-endian. The magic begins with a byte that UTF-8 never has, so that no document can hold a frame.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderSize = 12;
    public const int SnapshotMagic = 0x015350FF;
    public const int CommitMagic = 0x014350FF;

    /// <summary>More than any commit takes; a larger length is damage.</summary>
    private const int MaxLength = 2 * StateRules.MaxCommitBytes;

    private const int DocumentHeaderSize = 14;

    public static int SizeOf(StateDocument document) => DocumentHeaderSize + document.Key.Length + (document.Json?.Length ?? 0);

    /// <summary>Begins a frame in an empty buffer; <see cref="End"/> fills in what is not known yet.</summary>
    public static void Begin(ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        buffer.GetSpan(HeaderSize)[..HeaderSize].Clear();
        buffer.Advance(HeaderSize);
    }

    public static void Add(ArrayBufferWriter<byte> buffer, string key, long version, ReadOnlyMemory<byte>? json)
    {
        var content = json.GetValueOrDefault().Span;
        var span = buffer.GetSpan(DocumentHeaderSize + key.Length + content.Length);
        BinaryPrimitives.WriteInt64LittleEndian(span, version);
        BinaryPrimitives.WriteUInt16LittleEndian(span[8..], (ushort)key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span[10..], json is null ? -1 : content.Length);
        Encoding.ASCII.GetBytes(key, span[DocumentHeaderSize..]);
        content.CopyTo(span[(DocumentHeaderSize + key.Length)..]);
        buffer.Advance(DocumentHeaderSize + key.Length + content.Length);
    }

    /// <summary>Finishes the frame and returns its bytes, which stay valid until the next <see cref="Begin"/>.</summary>
    public static ReadOnlySpan<byte> End(ArrayBufferWriter<byte> buffer, int magic)
    {
        // The buffer is private to its writer, so its header may be filled in afterwards.
        var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(frame, magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], frame.Length - HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Checksum(frame[..8], frame[HeaderSize..]));
        return frame;
    }

    /// <summary>Whether a whole and undamaged frame begins here; then also its kind and size.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, out int magic, out int size)
    {
        magic = size = 0;
        if (bytes.Length < HeaderSize)
            return false;
        magic = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (magic is not (SnapshotMagic or CommitMagic) || length is <= 0 or > MaxLength || length > bytes.Length - HeaderSize)
            return false;
        size = HeaderSize + length;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == Checksum(bytes[..8], bytes[HeaderSize..size]);
    }

    /// <summary>The next document of a frame's content, which is shortened by it.</summary>
    public static StateDocument ReadDocument(ref ReadOnlySpan<byte> content)
    {
        var version = BinaryPrimitives.ReadInt64LittleEndian(content);
        var keyLength = BinaryPrimitives.ReadUInt16LittleEndian(content[8..]);
        var jsonLength = BinaryPrimitives.ReadInt32LittleEndian(content[10..]);
        var key = Encoding.ASCII.GetString(content.Slice(DocumentHeaderSize, keyLength));
        content = content[(DocumentHeaderSize + keyLength)..];
        if (jsonLength < 0)
            return new StateDocument(key, version, null);
        var json = content[..jsonLength].ToArray();
        content = content[jsonLength..];
        return new StateDocument(key, version, json);
    }

    public static uint Checksum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) => ~Continue(Continue(~0u, first), second);

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
