using System.IO.Compression;

namespace Paas.Slugs;

internal static partial class SlugArchive
{
    /// <summary>
    /// Unpacks a slug into an empty directory and verifies its digest on the way. When it throws, the directory is to
    /// be discarded.
    /// </summary>
    /// <param name="source">The archive.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="digest">What the bytes must have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="owner">Owner of all that is made, the directory included; null for the user of this process.</param>
    /// <exception cref="SlugChecksumException">The bytes do not have the digest.</exception>
    /// <exception cref="SlugFormatException">They have, but are not an archive that may be unpacked.</exception>
    public static void Unpack(Stream source, string directory, string digest, CancellationToken cancellationToken, FileOwner? owner = null)
    {
        _ = SlugDigest.Hex(digest);
        using var hashing = new HashingStream(source);
        Exception? refusal = null;
        try
        {
            using var gzip = new GZipStream(hashing, CompressionMode.Decompress, leaveOpen: true);
            SlugUnpacker.Read(gzip, directory, owner, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or SlugFormatException or EndOfStreamException
            or OverflowException or ArgumentException or FormatException or NotSupportedException)
        {
            // Damaged bytes make a damaged archive, on which the framework's reader fails in many ways. Only the digest
            // tells which of the two it is.
            refusal = exception;
        }

        var rest = new byte[1 << 16];
        while (hashing.Read(rest) > 0)
            cancellationToken.ThrowIfCancellationRequested();
        var actual = hashing.Digest();
        if (actual != digest)
            throw new SlugChecksumException(digest, actual);
        if (refusal is not null)
            throw refusal as SlugFormatException ?? new SlugFormatException($"The slug is not a tar.gz archive: {refusal.Message}", refusal);
    }
}
