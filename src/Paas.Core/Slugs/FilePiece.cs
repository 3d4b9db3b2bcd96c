using System.Runtime.InteropServices;

namespace Paas.Slugs;

/// <summary>A piece of a file that is to be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Entry">Its entry, which gets the digest.</param>
/// <param name="Index">Which piece of it.</param>
internal readonly record struct FilePiece(string Path, SlugEntry Entry, int Index)
{
    public int Length => Entry.LengthOf(Index);

    /// <summary>Reads and hashes it.</summary>
    /// <exception cref="SlugFormatException">It cannot be read.</exception>
    public ContentDigest Read(Span<byte> bytes)
    {
        try
        {
            using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var offset = (long)Index * SlugEntry.PieceSize;
            for (var done = 0; done < bytes.Length;)
            {
                var count = RandomAccess.Read(file, bytes[done..], offset + done);
                done += count > 0 ? count : throw new EndOfStreamException("it became shorter while it was read. Does a process that the build started still run?");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SlugFormatException.OfFile(Entry.Name, exception);
        }

        var digest = ContentDigest.Of(bytes);
        ImmutableCollectionsMarshal.AsArray(Entry.Pieces)![Index] = digest;
        return digest;
    }
}
