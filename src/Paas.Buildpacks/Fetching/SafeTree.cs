namespace Paas.Fetching;

/// <summary>
/// Writes files of a stranger into an empty directory. Nothing lands outside of it: names are taken apart and checked, files are only
/// created and never opened, and links, which must stay inside, are made last. Size and number are bounded.
/// </summary>
internal sealed class SafeTree(string root, string name, long maxSize)
{
    private const int MaxEntries = 200_000;

    // errno of Linux and macOS, which .NET hands on as it is.
    private const int FileExists = 17;
    private const int NotADirectory = 20;

    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly List<(string Path, string Target)> _links = [];
    private long _size;
    private int _entries;

    public void AddDirectory(string path) => Guard(path, () => Directory.CreateDirectory(Place(path)));

    public void AddFile(string path, bool executable, Stream content) => Guard(path, () =>
    {
        var place = Place(path);
        if (place == root)
            throw Refused($"holds a file with the name '{path}'");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = executable ? Executable : Plain;
        using var file = new FileStream(place, options);
        var buffer = new byte[64 * 1024];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            _size += read;
            if (_size > maxSize)
                throw Refused(FormattableString.Invariant($"takes more than {maxSize / (1024 * 1024)} MB"));
            file.Write(buffer, 0, read);
        }
    });

    /// <summary>Adds a second name of a file that was added already.</summary>
    public void AddCopy(string path, string existing) => Guard(path, () =>
    {
        var source = new FileInfo(Place(existing));
        using var content = source.OpenRead();
        AddFile(path, !OperatingSystem.IsWindows() && source.UnixFileMode.HasFlag(UnixFileMode.UserExecute), content);
    });

    public void AddLink(string path, string target)
    {
        var place = Place(path);
        var inside = Path.GetRelativePath(root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(place)!, target)));
        if (place == root || Path.IsPathRooted(target) || inside == ".." || inside.StartsWith("../", StringComparison.Ordinal))
            throw Refused($"holds the link '{path}' to '{target}', which leads out of it");
        _links.Add((place, target));
    }

    /// <summary>Makes the links; nothing can be added any more.</summary>
    public void Complete()
    {
        foreach (var (path, target) in _links)
        {
            Guard(path, () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.CreateSymbolicLink(path, target);
            });
        }
    }

    private string Place(string path)
    {
        if (++_entries > MaxEntries)
            throw Refused(FormattableString.Invariant($"holds more than {MaxEntries} files"));
        var place = root;
        if (path.StartsWith('/') || path.Contains('\0'))
            throw Refused($"holds the name '{path}', which leads out of it");
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
                throw Refused($"holds the name '{path}', which leads out of it");
            if (part is not ("" or "."))
                place = Path.Combine(place, part);
        }

        return place;
    }

    private void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (IOException exception) when (exception is DirectoryNotFoundException or FileNotFoundException or PathTooLongException || exception.HResult is FileExists or NotADirectory)
        {
            throw Refused($"holds '{path}' twice, or as a file and as a directory");
        }
    }

    private PaasException Refused(string what) => new(PaasErrors.InvalidParams, $"The buildpack {name} {what}; it was not used.");
}
