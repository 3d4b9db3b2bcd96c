using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Paas.Slugs;

/// <summary>
/// The entries of a directory, in the order of their names, with the digests of their contents. Of modes only the executable
/// bit is kept, of links the target, of times and owners nothing. Pipes, sockets and devices are left out.
/// </summary>
internal static class SlugTree
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="directory">The directory.</param>
    /// <param name="buffer">Gets the contents; null when only their digests matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlugFormatException">Something cannot be read.</exception>
    public static SlugEntry[] Read(string directory, ContentBuffer? buffer, CancellationToken cancellationToken)
    {
        var entries = new ConcurrentBag<SlugEntry>();
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            // Hashed while the directories are still being listed.
            Parallel.ForEach(Partitioner.Create(Items(directory), EnumerablePartitionerOptions.NoBuffering), options, item =>
            {
                if (Describe(item.Name, item.Item, buffer) is { } entry)
                    entries.Add(entry);
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions.FirstOrDefault(static inner => inner is SlugFormatException) ?? exception.InnerExceptions[0]);
        }

        var sorted = entries.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return sorted;
    }

    private static IEnumerable<(string Name, FileSystemInfo Item)> Items(string directory)
    {
        var below = new Stack<(DirectoryInfo Directory, string Prefix)>([(new DirectoryInfo(directory), "")]);
        while (below.TryPop(out var next))
        {
            foreach (var item in next.Directory.EnumerateFileSystemInfos())
            {
                // Before it is given to another thread: what it finds out about itself it keeps.
                var name = next.Prefix + item.Name;
                if (item is DirectoryInfo { LinkTarget: null } child)
                    below.Push((child, name + "/"));
                yield return (name, item);
            }
        }
    }

    private static SlugEntry? Describe(string name, FileSystemInfo item, ContentBuffer? buffer)
    {
        try
        {
            if (item.LinkTarget is { } target)
                return new SlugEntry(name, SlugEntryKind.Link) { Target = target };
            if (item is not FileInfo file)
                return new SlugEntry(name, SlugEntryKind.Directory);
            // What has no length is never opened: with a pipe that could block.
            if (file.Length == 0 && FileKind.IsSpecial(file.FullName))
                return null;
            var executable = !OperatingSystem.IsWindows() && (file.UnixFileMode & AnyExecute) != 0;
            var entry = new SlugEntry(name, executable ? SlugEntryKind.Executable : SlugEntryKind.File);
            return file.Length == 0 ? entry : Hash(entry, file.FullName, buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SlugFormatException($"'{name}' cannot be put into the slug: {exception.Message}", exception);
        }
    }

    private static SlugEntry Hash(SlugEntry entry, string path, ContentBuffer? kept)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = RandomAccess.GetLength(file);
        var pieces = ImmutableArray.CreateBuilder<ContentDigest>();
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(size, SlugEntry.PieceSize));
        try
        {
            for (long offset = 0; offset < size; offset += SlugEntry.PieceSize)
            {
                var piece = buffer.AsSpan(0, (int)Math.Min(SlugEntry.PieceSize, size - offset));
                ReadExactly(file, piece, offset);
                var digest = ContentDigest.Of(piece);
                pieces.Add(digest);
                kept?.Offer(digest, piece);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return entry with { Size = size, Pieces = pieces.ToImmutable() };
    }

    public static void ReadExactly(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> buffer, long offset)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var count = RandomAccess.Read(file, buffer[done..], offset + done);
            done += count > 0 ? count : throw new EndOfStreamException("it became shorter while it was read.");
        }
    }
}
