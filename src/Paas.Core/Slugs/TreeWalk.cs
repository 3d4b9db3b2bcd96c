namespace Paas.Slugs;

/// <summary>
/// Walks a directory in an order that depends on nothing but names, and hands out what is to be read, run by run, while it
/// still lists. Of modes only the executable bit is kept, of links the target, of times and owners nothing. Pipes, sockets and
/// devices are left out.
/// </summary>
internal sealed class TreeWalk
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly List<SlugEntry> _entries = [];
    private readonly Lock _lock = new();
    private readonly IEnumerator<FilePiece> _pieces;
    private bool _hasPiece;
    private int _runs;

    /// <exception cref="SlugFormatException">Something cannot be read.</exception>
    public TreeWalk(string directory)
    {
        _pieces = Walk(directory).GetEnumerator();
        _hasPiece = _pieces.MoveNext();
    }

    /// <summary>Fills a run with the next pieces; false when there are none. Called by several threads.</summary>
    /// <exception cref="SlugFormatException">Something cannot be read.</exception>
    public bool Next(ContentRun run)
    {
        lock (_lock)
        {
            run.Begin(_runs);
            while (_hasPiece && run.TryAdd(_pieces.Current))
                _hasPiece = _pieces.MoveNext();
            if (run.Count == 0)
                return false;
            _runs++;
            return true;
        }
    }

    /// <summary>There is no next one any more.</summary>
    public void Stop()
    {
        lock (_lock)
            _hasPiece = false;
    }

    /// <summary>All entries in the order of their names, when all was read.</summary>
    public SlugEntry[] Entries()
    {
        var entries = _entries.ToArray();
        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return entries;
    }

    private IEnumerable<FilePiece> Walk(string root)
    {
        var directories = new Stack<(string Path, string Prefix)>([(root, "")]);
        while (directories.TryPop(out var next))
        {
            foreach (var item in List(next.Path, next.Prefix))
            {
                var name = next.Prefix + item.Name;
                if (Describe(name, item) is not { } entry)
                    continue;
                _entries.Add(entry);
                if (entry.Kind is SlugEntryKind.Directory)
                    directories.Push((item.FullName, name + "/"));
                for (var piece = 0; piece < entry.Pieces.Length; piece++)
                    yield return new FilePiece(item.FullName, entry, piece);
            }
        }
    }

    private static FileSystemInfo[] List(string path, string prefix)
    {
        try
        {
            var items = new DirectoryInfo(path).GetFileSystemInfos();
            Array.Sort(items, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return items;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SlugFormatException.OfFile(prefix.Length > 0 ? prefix : ".", exception);
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
            var size = file.Length;
            // What has no length is never opened: with a pipe that could block.
            if (size == 0 && FileKind.IsSpecial(file.FullName))
                return null;
            var executable = !OperatingSystem.IsWindows() && (file.UnixFileMode & AnyExecute) != 0;
            return SlugEntry.Unread(name, executable ? SlugEntryKind.Executable : SlugEntryKind.File, size);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SlugFormatException.OfFile(name, exception);
        }
    }
}
