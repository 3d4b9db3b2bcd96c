using System.IO.Compression;
using System.IO.Pipelines;

namespace Paas.Slugs;

/// <summary>
/// The content of a slug: a tar.gz of the app's directory that is the same, byte by byte, for the same names, content,
/// links and executable bits, so that a push that changes nothing in the output stores nothing twice.
/// </summary>
internal static class SlugArchive
{
    /// <summary>Heroku's limit of the compressed size: 500 MB.</summary>
    public const long DefaultMaximum = 500L * 1024 * 1024;

    /// <summary>Packs a directory into a store.</summary>
    /// <returns>The digest and the compressed size.</returns>
    /// <exception cref="SlugTooLargeException">It exceeds <paramref name="maximum"/>; nothing was stored.</exception>
    public static async Task<(string Digest, long Size)> StoreAsync(
        string directory, ISlugStore store, long maximum, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The threshold bounds what is packed ahead of the store to 1 MB.
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, minimumSegmentSize: 1 << 16, useSynchronizationContext: false));
        var packing = Task.Run(() => PackInto(pipe.Writer, directory, maximum, giveUp.Token), CancellationToken.None);
        try
        {
            string digest;
            await using (var content = pipe.Reader.AsStream())
                digest = await store.WriteAsync(content, cancellationToken);
            return (digest, await packing);
        }
        catch
        {
            await giveUp.CancelAsync();
            await Task.WhenAny(packing);
            // What went wrong while packing is the cause, however the store words it.
            if (packing.IsFaulted)
                await packing;
            throw;
        }
    }

    /// <summary>Packs a directory into a stream and returns the compressed size.</summary>
    /// <exception cref="SlugTooLargeException">It exceeds <paramref name="maximum"/>; <paramref name="output"/> holds a part.</exception>
    public static long Pack(string directory, Stream output, long maximum, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        var limited = new LimitedStream(output, maximum, cancellationToken);
        // Fastest: somebody waits for the push, and the next levels cost far more time than they save in bytes.
        using (var gzip = new GZipStream(limited, CompressionLevel.Fastest, leaveOpen: true))
            SlugPacker.Write(directory, gzip, cancellationToken);
        return limited.Written <= maximum ? limited.Written : throw new SlugTooLargeException(limited.Written, maximum);
    }

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

    private static async Task<long> PackInto(PipeWriter writer, string directory, long maximum, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            using var output = writer.AsStream(leaveOpen: true);
            return Pack(directory, output, maximum, cancellationToken);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            // The store's reading fails with what went wrong here, and the store cleans up.
            await writer.CompleteAsync(failure);
        }
    }
}
