using System.Formats.Tar;

namespace Paas.Slugs;

/// <summary>Writes the tar of a slug: sorted names, one time, one owner, only the executable bit of the mode.</summary>
internal static class SlugPacker
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // The time that Cloud Native Buildpacks use: some formats cannot hold 1970.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 1, TimeSpan.Zero);

    public static void Write(string directory, Stream output, CancellationToken cancellationToken)
    {
        var root = new DirectoryInfo(directory);
        var items = new List<(string Name, FileSystemInfo Item)>();
        Collect(root, "", items);
        items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (items.Count == 0)
        {
            // TarWriter writes no end when it wrote no entry.
            output.Write(new byte[1024]);
            return;
        }

        using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var (name, item) in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                WriteEntry(tar, name, item);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
            {
                throw new SlugFormatException($"'{name}' cannot be put into the slug: {exception.Message}", exception);
            }
        }
    }

    private static void Collect(DirectoryInfo directory, string prefix, List<(string Name, FileSystemInfo Item)> items)
    {
        foreach (var item in directory.EnumerateFileSystemInfos())
        {
            var name = prefix + item.Name;
            if (item is DirectoryInfo child && child.LinkTarget is null)
            {
                items.Add((name + "/", item));
                Collect(child, name + "/", items);
            }
            else
            {
                items.Add((name, item));
            }
        }
    }

    private static void WriteEntry(TarWriter tar, string name, FileSystemInfo item)
    {
        if (item.LinkTarget is { } target)
        {
            tar.WriteEntry(Entry(TarEntryType.SymbolicLink, name, Plain | AnyExecute, target));
            return;
        }

        if (item is DirectoryInfo)
        {
            tar.WriteEntry(Entry(TarEntryType.Directory, name, Plain | AnyExecute));
            return;
        }

        var file = (FileInfo)item;
        var mode = !OperatingSystem.IsWindows() && (file.UnixFileMode & AnyExecute) != 0 ? Plain | AnyExecute : Plain;
        var entry = Entry(TarEntryType.RegularFile, name, mode);
        // Pipes, sockets and devices have no length. They are never opened, which could block; they become empty files.
        if (file.Length == 0)
        {
            tar.WriteEntry(entry);
            return;
        }

        using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        entry.DataStream = content;
        tar.WriteEntry(entry);
    }

    private static GnuTarEntry Entry(TarEntryType type, string name, UnixFileMode mode, string? target = null)
    {
        var entry = new GnuTarEntry(type, name) { Mode = mode, ModificationTime = Time, Uid = 0, Gid = 0 };
        if (target is not null)
            entry.LinkName = target;
        return entry;
    }
}
