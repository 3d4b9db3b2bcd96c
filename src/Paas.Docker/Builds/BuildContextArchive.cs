using System.Formats.Tar;
using System.IO.Pipelines;

namespace Paas.Docker.Builds;

/// <summary>Packs the directory of a Dockerfile for the daemon, without what <c>.dockerignore</c> names.</summary>
internal static class BuildContextArchive
{
    /// <summary>A stream that is written while it is read.</summary>
    public static Stream Open(string directory, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
        _ = Task.Run(() => WriteAsync(directory, pipe.Writer, cancellationToken), CancellationToken.None);
        return pipe.Reader.AsStream();
    }

    private static async Task WriteAsync(string directory, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var ignored = DockerIgnore.Read(directory);
            await using var output = writer.AsStream(leaveOpen: true);
            await using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
            foreach (var path in Files(new DirectoryInfo(directory)).Order(StringComparer.Ordinal))
            {
                var name = Path.GetRelativePath(directory, path).Replace('\\', '/');
                if (!ignored.Excludes(name))
                    await tar.WriteEntryAsync(path, name, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // The daemon's reading fails with what went wrong here.
            failure = exception;
        }
        finally
        {
            await writer.CompleteAsync(failure);
        }
    }

    /// <summary>Files, links and directories; a link is not followed.</summary>
    private static IEnumerable<string> Files(DirectoryInfo directory)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            yield return entry.FullName;
            if (entry is not DirectoryInfo { LinkTarget: null } child)
                continue;
            foreach (var below in Files(child))
                yield return below;
        }
    }
}
