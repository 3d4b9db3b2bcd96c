using System.Text;

namespace Paas.Slugs;

/// <summary>
/// A part of a slug's listing: entries in the order of their names. Where a page ends depends on the names in it only, so
/// that a changed file changes one page and the others are the same content as in the release before.
/// </summary>
internal static class SlugPage
{
    private const int MeanEntries = 128;
    private const int MaxLength = SlugEntry.PieceSize / 4;

    public static List<byte[]> Write(IReadOnlyList<SlugEntry> entries)
    {
        var pages = new List<byte[]>();
        using var page = new MemoryStream();
        using var writer = new BinaryWriter(page, Encoding.UTF8);
        var digest = new byte[ContentDigest.Length];
        foreach (var entry in entries)
        {
            writer.Write((byte)entry.Kind);
            writer.Write(entry.Name);
            if (entry.Kind is SlugEntryKind.Link)
                writer.Write(entry.Target);
            if (entry.IsFile)
                writer.Write7BitEncodedInt64(entry.Size);
            foreach (var piece in entry.Pieces)
            {
                piece.Write(digest);
                writer.Write(digest);
            }

            writer.Flush();
            if (Hash(entry.Name) % MeanEntries == 0 || page.Length > MaxLength)
                End();
        }

        if (page.Length > 0)
            End();
        return pages;

        void End()
        {
            pages.Add(page.ToArray());
            page.SetLength(0);
        }
    }

    /// <exception cref="SlugFormatException">It is no page.</exception>
    public static void Read(byte[] page, List<SlugEntry> entries)
    {
        try
        {
            using var stream = new MemoryStream(page);
            using var reader = new BinaryReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            while (stream.Position < stream.Length)
                entries.Add(Read(reader));
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new SlugFormatException($"The listing of the slug is damaged: {exception.Message}", exception);
        }
    }

    private static SlugEntry Read(BinaryReader reader)
    {
        var entry = new SlugEntry("", (SlugEntryKind)reader.ReadByte());
        if (!Enum.IsDefined(entry.Kind))
            throw new FormatException($"there is no kind {(byte)entry.Kind}.");
        entry = entry with { Name = reader.ReadString() };
        if (entry.Kind is SlugEntryKind.Link)
            return entry with { Target = reader.ReadString() };
        if (!entry.IsFile)
            return entry;
        entry = entry with { Size = reader.Read7BitEncodedInt64() };
        var count = entry.Size < 0 ? throw new FormatException("a size is below zero.") : (entry.Size + SlugEntry.PieceSize - 1) / SlugEntry.PieceSize;
        if (count > (reader.BaseStream.Length - reader.BaseStream.Position) / ContentDigest.Length)
            throw new EndOfStreamException("pieces are missing.");
        var pieces = new ContentDigest[count];
        for (var i = 0; i < pieces.Length; i++)
            pieces[i] = ContentDigest.Read(reader.ReadBytes(ContentDigest.Length));
        return entry with { Pieces = [.. pieces] };
    }

    /// <summary>FNV-1a: stable over all versions of the runtime.</summary>
    private static uint Hash(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
            hash = (hash ^ c) * 16777619u;
        return hash >> 7;
    }
}
