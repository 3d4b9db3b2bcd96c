using System.IO.Compression;
using System.IO.Pipelines;

namespace Paas.Slugs;

/// <summary>
/// The content of a slug: a tar.gz of the app's directory that is the same, byte by byte, for the same names, content,
/// links and executable bits, so that a push that changes nothing in the output stores nothing twice.
/// </summary>
internal static partial class SlugArchive
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
