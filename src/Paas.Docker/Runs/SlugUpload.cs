using System.Formats.Tar;
using System.IO.Pipelines;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Containers;
using Paas.Slugs;

namespace Paas.Docker.Runs;

/// <summary>
/// Sends an unpacked slug to a daemon that does not see this machine's files: as a tar whose files belong to the dyno's user. The
/// daemon lets nothing out of the container's own files.
/// </summary>
internal sealed class SlugUpload(string directory, FileOwner user, IReadOnlyList<DynoMount> mounts)
{
    private const UnixFileMode All = (UnixFileMode)0x1ED; // 755
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
            await using var output = writer.AsStream(leaveOpen: true);
            await using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
            await tar.WriteEntryAsync(Entry(TarEntryType.Directory, _root, All), cancellationToken);
            foreach (var mount in mounts.Where(mount => mount.Target[1..] != _root.TrimEnd('/')))
                await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.SymbolicLink, mount.Target[1..]) { Mode = All, LinkName = ("/" + _root + mount.Source).TrimEnd('/') }, cancellationToken);
            await WriteAsync(tar, new DirectoryInfo(directory), _root, cancellationToken);
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

    private async Task WriteAsync(TarWriter tar, DirectoryInfo parent, string prefix, CancellationToken cancellationToken)
    {
        foreach (var item in parent.EnumerateFileSystemInfos())
        {
            if (item.LinkTarget is { } target)
            {
                var link = Entry(TarEntryType.SymbolicLink, prefix + item.Name, All);
                link.LinkName = target;
                await tar.WriteEntryAsync(link, cancellationToken);
            }
            else if (item is DirectoryInfo child)
            {
                await tar.WriteEntryAsync(Entry(TarEntryType.Directory, prefix + item.Name + "/", All), cancellationToken);
                await WriteAsync(tar, child, prefix + item.Name + "/", cancellationToken);
            }
            else
            {
                await using var content = File.OpenRead(item.FullName);
                var file = Entry(TarEntryType.RegularFile, prefix + item.Name, OperatingSystem.IsWindows() ? All : item.UnixFileMode);
                file.DataStream = content;
                await tar.WriteEntryAsync(file, cancellationToken);
            }
        }
    }

    private GnuTarEntry Entry(TarEntryType type, string name, UnixFileMode mode) => new(type, name) { Mode = mode, Uid = user.User, Gid = user.Group };
}
