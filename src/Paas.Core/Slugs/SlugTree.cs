using System.Buffers;
using System.Collections.Immutable;

namespace Paas.Slugs;

/// <summary>
/// The entries of a directory, in the order of their names, with the digests of their contents. Of modes only the executable
/// bit is kept, of links the target, of times and owners nothing. Pipes, sockets and devices are left out.
/// </summary>
internal static class SlugTree
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="SlugFormatException">Something cannot be read.</exception>
    public static SlugEntry[] Read(string directory, CancellationToken cancellationToken)
    {
        var items = new List<(string Name, FileSystemInfo Item)>();
        Collect(new DirectoryInfo(directory), "", items);
        items.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var entries = new SlugEntry?[items.Count];
        try
        {
            Parallel.For(0, entries.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
                entries[i] = Describe(items[i].Name, items[i].Item));
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<SlugFormatException>().FirstOrDefault() is { } first)
        {
            throw first;
        }

        return [.. entries.OfType<SlugEntry>()];
    }

    private static void Collect(DirectoryInfo directory, string prefix, List<(string Name, FileSystemInfo Item)> items)
    {
        foreach (var item in directory.EnumerateFileSystemInfos())
        {
            var name = prefix + item.Name;
            items.Add((name, item));
            if (item is DirectoryInfo child && child.LinkTarget is null)
                Collect(child, name + "/", items);
        }
    }

    private static SlugEntry? Describe(string name, FileSystemInfo item)
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
            return file.Length == 0 ? entry : Hash(entry, file.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SlugFormatException($"'{name}' cannot be put into the slug: {exception.Message}", exception);
        }
    }

    private static SlugEntry Hash(SlugEntry entry, string path)
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
                pieces.Add(ContentDigest.Of(piece));
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
