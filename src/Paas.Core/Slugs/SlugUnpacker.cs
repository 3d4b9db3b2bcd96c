using System.Formats.Tar;

namespace Paas.Slugs;

/// <summary>
/// Writes the files of a slug into an empty directory. Nothing can be written outside it: names are taken apart and
/// checked, files are only created and never opened, and all links are made last, when nothing is written any more.
/// Times are those of unpacking: with the one time of the archive, a static file server would call every release
/// unmodified.
/// </summary>
internal static class SlugUnpacker
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static void Read(Stream archive, string directory, FileOwner? owner, CancellationToken cancellationToken, long maximum = long.MaxValue)
    {
        if (Directory.EnumerateFileSystemEntries(directory).Any())
            throw new InvalidOperationException($"'{directory}' is not empty.");
        Give(directory, owner);
        var links = new List<(string Path, string Target, string Name)>();
        var made = new HashSet<string>(StringComparer.Ordinal) { directory };
        using var tar = new TarReader(archive, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((maximum -= entry.Length) < 0)
                throw new SlugFormatException("The slug holds more bytes than may be in one.");
            var path = PathOf(directory, entry.Name);
            switch (entry.EntryType)
            {
                case TarEntryType.Directory or TarEntryType.DirectoryList:
                    MakeDirectory(path, made, owner);
                    break;
                case not TarEntryType.GlobalExtendedAttributes when path == directory:
                    throw Refused(entry.Name);
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    MakeDirectory(Path.GetDirectoryName(path)!, made, owner);
                    WriteFile(path, entry);
                    Give(path, owner);
                    break;
                case TarEntryType.SymbolicLink:
                    MakeDirectory(Path.GetDirectoryName(path)!, made, owner);
                    links.Add((path, entry.LinkName, entry.Name));
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw new SlugFormatException($"The slug holds '{entry.Name}', which is a {entry.EntryType}; only files, directories and symbolic links are allowed.");
            }
        }

        foreach (var (path, target, name) in links)
        {
            Once(name, () => File.CreateSymbolicLink(path, target));
            Give(path, owner);
        }
    }

    private static void Give(string path, FileOwner? owner)
    {
        if (owner is { } taker && !OperatingSystem.IsWindows())
            taker.Take(path);
    }

    private static string PathOf(string directory, string name)
    {
        if (name.StartsWith('/') || name.Contains('\0') || (OperatingSystem.IsWindows() && name.AsSpan().ContainsAny('\\', ':')))
            throw Refused(name);
        var path = directory;
        foreach (var part in name.Split('/'))
        {
            if (part is "..")
                throw Refused(name);
            if (part is not ("" or "."))
                path = Path.Combine(path, part);
        }

        return path;
    }

    private static void MakeDirectory(string path, HashSet<string> made, FileOwner? owner)
    {
        if (!made.Contains(path))
        {
            Once(path, () => Directory.CreateDirectory(path));
            // All that lies between is made as well.
            for (var parent = path; parent is not null && made.Add(parent); parent = Path.GetDirectoryName(parent))
                Give(parent, owner);
        }
    }

    private static void WriteFile(string path, TarEntry entry) => Once(entry.Name, () =>
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, PreallocationSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (entry.Mode & AnyExecute) != 0 ? Plain | AnyExecute : Plain;
        using var file = new FileStream(path, options);
        entry.DataStream?.CopyTo(file, 128 * 1024);
    });

    private static void Once(string name, Action create)
    {
        try
        {
            create();
        }
        catch (IOException exception) when (exception is DirectoryNotFoundException || exception.HResult is FileExists or NotADirectory or FileExistsWindows)
        {
            throw new SlugFormatException($"The slug holds '{name}' twice, or as a file and as a directory.", exception);
        }
    }

    // errno of Linux and macOS, which .NET hands on as it is.
    private const int FileExists = 17;
    private const int NotADirectory = 20;
    private const int FileExistsWindows = unchecked((int)0x80070050);

    private static SlugFormatException Refused(string name) =>
        new($"The slug holds the name '{name}', which leads out of the app's directory.");
}
