using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Pipelines;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Containers;
using Paas.Slugs;

namespace Paas.Docker.Runs;

/// <summary>
/// Sends a slug to a daemon that does not see this machine's files: as a tar whose files belong to the dyno's user. The digest is
/// verified before the container starts; the daemon lets nothing out of the container's own files.
/// </summary>
internal sealed class SlugUpload(Stream slug, string digest, FileOwner user, IReadOnlyList<DynoMount> mounts)
{
    private static readonly string _root = ContainerRequest.HomePath[1..] + "/";

    public async Task RunAsync(IDockerClient client, string container, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
        var writing = Task.Run(() => WriteAsync(pipe.Writer, cancellationToken), CancellationToken.None);
        try
        {
            await using var content = pipe.Reader.AsStream();
            await client.Containers.ExtractArchiveToContainerAsync(container, new CopyToContainerParameters { Path = "/" }, content, cancellationToken);
        }
        catch when (writing.IsFaulted)
        {
            // What went wrong with the slug is the cause, however the daemon words it.
            await writing;
            throw;
        }

        await writing;
    }

    private async Task WriteAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            using var output = writer.AsStream(leaveOpen: true);
            using var hashing = new HashingStream(slug);
            Exception? refusal = null;
            try
            {
                await CopyAsync(hashing, output, cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or OverflowException or ArgumentException or NotSupportedException)
            {
                // Only the digest tells whether it is damaged.
                refusal = exception;
            }

            var rest = new byte[1 << 16];
            while (hashing.Read(rest) > 0)
                cancellationToken.ThrowIfCancellationRequested();
            var actual = hashing.Digest();
            if (actual != digest)
                throw new SlugChecksumException(digest, actual);
            if (refusal is not null)
                throw new SlugFormatException($"The slug is not a tar.gz archive: {refusal.Message}", refusal);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            await writer.CompleteAsync(failure);
        }
    }

    private async Task CopyAsync(Stream source, Stream output, CancellationToken cancellationToken)
    {
        using var gzip = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
        using var reader = new TarReader(gzip);
        await using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        const UnixFileMode all = (UnixFileMode)0x1ED; // 755
        await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.Directory, _root) { Mode = all, Uid = user.User, Gid = user.Group }, cancellationToken);
        foreach (var mount in mounts)
            await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.SymbolicLink, mount.Target[1..]) { Mode = all, LinkName = ("/" + _root + mount.Source).TrimEnd('/') }, cancellationToken);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.Directory or TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.SymbolicLink))
                throw new InvalidDataException($"it holds '{entry.Name}', which is a {entry.EntryType}");
            var type = entry.EntryType == TarEntryType.V7RegularFile ? TarEntryType.RegularFile : entry.EntryType;
            var copy = new GnuTarEntry(type, _root + entry.Name) { Mode = entry.Mode, Uid = user.User, Gid = user.Group };
            if (type == TarEntryType.SymbolicLink)
                copy.LinkName = entry.LinkName;
            if (type == TarEntryType.RegularFile)
                copy.DataStream = entry.DataStream;
            await tar.WriteEntryAsync(copy, cancellationToken);
        }
    }
}
