using System.Buffers.Binary;

namespace Paas.Slugs;

/// <summary>
/// What stands in a pack: contents in compressed blocks. A pack is a header (magic, counts, lengths of the blocks, where each
/// content is) and then the blocks, each a Zstandard frame of at most <see cref="BlockSize"/> bytes with whole contents in it.
/// All numbers are little-endian.
/// </summary>
/// <param name="Blocks">Compressed and raw lengths of the blocks.</param>
/// <param name="Contents">Contents and their places, in the order of the pack.</param>
internal sealed record SlugPack((int Compressed, int Raw)[] Blocks, (ContentDigest Digest, int Block, int Offset, int Length)[] Contents)
{
    /// <summary>Raw bytes of a block: compresses nearly as well as one long stream, yet several cores share the work and one file is found fast.</summary>
    public const int BlockSize = SlugEntry.PieceSize;

    /// <summary>Bytes of the header for each content.</summary>
    public const int PerContent = ContentDigest.Length + 12;
    private const int MaxCount = 16 * 1024 * 1024;
    private static ReadOnlySpan<byte> Magic => "paaspak1"u8;

    public int HeaderLength => 16 + (Blocks.Length * 8) + (Contents.Length * PerContent);

    public byte[] WriteHeader()
    {
        var bytes = new byte[HeaderLength];
        var rest = bytes.AsSpan();
        Magic.CopyTo(rest);
        rest = Put(Put(rest[8..], Blocks.Length), Contents.Length);
        foreach (var (compressed, raw) in Blocks)
            rest = Put(Put(rest, compressed), raw);
        foreach (var (digest, block, offset, length) in Contents)
        {
            digest.Write(rest);
            rest = Put(Put(Put(rest[ContentDigest.Length..], block), offset), length);
        }

        return bytes;
    }

    /// <summary>Reads the header; the stream then stands at the first block.</summary>
    /// <exception cref="SlugFormatException">It is no pack.</exception>
    public static async Task<SlugPack> ReadHeaderAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            var head = new byte[16];
            await stream.ReadExactlyAsync(head, cancellationToken);
            var blocks = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8));
            var contents = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(12));
            if (!head.AsSpan(0, 8).SequenceEqual(Magic) || blocks is < 0 or > MaxCount || contents is < 0 or > MaxCount)
                throw new SlugFormatException("A part of the slug is not what it should be.");
            var rest = new byte[(blocks * 8) + (contents * PerContent)];
            await stream.ReadExactlyAsync(rest, cancellationToken);
            return Parse(rest, blocks, contents);
        }
        catch (Exception exception) when (exception is EndOfStreamException or OverflowException)
        {
            throw new SlugFormatException("A part of the slug breaks off.", exception);
        }
    }

    private static SlugPack Parse(ReadOnlySpan<byte> bytes, int blockCount, int contentCount)
    {
        var blocks = new (int Compressed, int Raw)[blockCount];
        for (var i = 0; i < blocks.Length; i++, bytes = bytes[8..])
        {
            blocks[i] = (Get(bytes, 0), Get(bytes, 4));
            if (blocks[i].Compressed is < 1 or > BlockSize * 2 || blocks[i].Raw is < 1 or > BlockSize)
                throw new SlugFormatException("A part of the slug has a block of an illegal length.");
        }

        var contents = new (ContentDigest, int, int, int)[contentCount];
        for (var i = 0; i < contents.Length; i++, bytes = bytes[PerContent..])
        {
            var (block, offset, length) = (Get(bytes, 32), Get(bytes, 36), Get(bytes, 40));
            if ((uint)block >= (uint)blocks.Length || offset < 0 || length < 0 || (long)offset + length > blocks[block].Raw)
                throw new SlugFormatException("A part of the slug has a content outside of its blocks.");
            contents[i] = (ContentDigest.Read(bytes), block, offset, length);
        }

        return new SlugPack(blocks, contents);
    }

    private static int Get(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);

    private static Span<byte> Put(Span<byte> bytes, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes[4..];
    }
}
