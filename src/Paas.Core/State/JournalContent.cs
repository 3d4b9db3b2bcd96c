using System.Buffers.Binary;

namespace Paas.State;

/// <summary>What a journal file holds.</summary>
/// <param name="Snapshot">The state after its last whole frame.</param>
/// <param name="Length">Where that frame ends.</param>
/// <param name="TornBytes">What follows it: a commit that a crash interrupted, which nobody was told of.</param>
internal sealed record JournalContent(StateSnapshot Snapshot, long Length, long TornBytes)
{
    /// <summary>Reads a journal.</summary>
    /// <exception cref="PaasException">It is damaged before its last frame.</exception>
    public static JournalContent Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (!JournalHeader.TryRead(file, out var snapshotEnd))
            throw Damaged(path, 0, "it does not begin as a journal of this version");

        var documents = new Dictionary<string, StateDocument>(StringComparer.Ordinal);
        long revision = 0;
        var offset = JournalHeader.Size;
        while (offset < file.Length)
        {
            if (!JournalFrame.TryReadHeader(file[offset..], out var magic, out var size))
            {
                if (offset < snapshotEnd || HasFrame(file[(offset + 1)..]))
                    throw Damaged(path, offset, "the checksum of a record does not match");
                break;
            }

            var content = file[(offset + JournalFrame.HeaderSize)..(offset + size)];
            while (!content.IsEmpty)
            {
                var document = JournalFrame.ReadDocument(ref content);
                if (magic == JournalFrame.CommitMagic && document.Version != revision && document.Version != revision + 1)
                    throw Damaged(path, offset, $"revision {document.Version} follows revision {revision}");
                revision = Math.Max(revision, document.Version);
                documents[document.Key] = document;
            }

            offset += size;
        }

        if (offset < snapshotEnd)
            throw Damaged(path, offset, "its end is missing");
        return new JournalContent(StateSnapshot.From(documents.Values), offset, file.Length - offset);
    }

    private static bool HasFrame(ReadOnlySpan<byte> bytes)
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(magic, JournalFrame.CommitMagic);
        for (var at = bytes.IndexOf(magic); at >= 0; at = bytes.IndexOf(magic))
        {
            bytes = bytes[at..];
            if (JournalFrame.TryReadHeader(bytes, out _, out _))
                return true;
            bytes = bytes[1..];
        }

        return false;
    }

    private static PaasException Damaged(string path, long offset, string how) => new(
        PaasErrors.Unavailable,
        $"The state file {path} is damaged at byte {offset}: {how}. Nothing was changed. Restore the file from a backup, or move it away to start with empty state.");
}
