using Microsoft.Win32.SafeHandles;

namespace Paas.Slugs;

/// <summary>
/// Writes the entries of a slug into an empty directory, on all cores. Nothing can be written outside it: names are taken apart
/// and checked, files are only created and never opened, and all links are made last, when nothing is written any more.
/// </summary>
/// <param name="directory">The directory.</param>
/// <param name="owner">Owner of all that is made; null for the user of this process.</param>
/// <param name="basis">Unpacked slug to share files with, where nobody writes them; null for none.</param>
internal sealed class SlugWriteOut(string directory, FileOwner? owner, SlugBasis? basis)
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly Dictionary<ContentDigest, List<(SlugEntry Entry, int Piece)>> _uses = [];
    private readonly Dictionary<SlugEntry, SafeFileHandle> _open = new(ReferenceEqualityComparer.Instance);

    public async Task RunAsync(IReadOnlyList<SlugEntry> entries, SlugReader reader, CancellationToken cancellationToken)
    {
        if (Directory.EnumerateFileSystemEntries(directory).Any())
            throw new InvalidOperationException($"'{directory}' is not empty.");
        Give(directory);
        try
        {
            MakeDirectories(entries);
            List<SlugEntry> files = [.. entries.Where(static entry => entry.IsFile)];
            var linked = new bool[files.Count];
            if (basis is not null)
                Parallel.For(0, files.Count, i => linked[i] = basis.TryLink(files[i], PathOf(files[i])));
            for (var i = 0; i < linked.Length; i++)
            {
                if (!linked[i])
                    Prepare(files[i]);
            }

            await reader.ReadAsync(_uses.Keys, Take, cancellationToken);
        }
        finally
        {
            foreach (var file in _open.Values)
                file.Dispose();
        }

        foreach (var link in entries.Where(static entry => entry.Kind is SlugEntryKind.Link))
        {
            Once(link.Name, () => File.CreateSymbolicLink(PathOf(link), link.Target));
            Give(PathOf(link));
        }
    }

    private void MakeDirectories(IReadOnlyList<SlugEntry> entries)
    {
        var made = new HashSet<string>(StringComparer.Ordinal) { "" };
        string? previous = null;
        foreach (var entry in entries)
        {
            SlugNames.Check(entry.Name);
            if (previous is not null && string.CompareOrdinal(previous, entry.Name) >= 0)
                throw new SlugFormatException($"The slug holds '{entry.Name}' twice.");
            previous = entry.Name;
            // Names are in order, so that what holds others comes before them.
            if (!made.Contains(SlugNames.ParentOf(entry.Name)))
                throw new SlugFormatException($"The slug holds '{entry.Name}' in what is not a directory.");
            if (entry.Kind is not SlugEntryKind.Directory)
                continue;
            made.Add(entry.Name);
            Directory.CreateDirectory(PathOf(entry));
            Give(PathOf(entry));
        }
    }

    private void Prepare(SlugEntry entry)
    {
        for (var piece = 0; piece < entry.Pieces.Length; piece++)
        {
            if (!_uses.TryGetValue(entry.Pieces[piece], out var uses))
                _uses.Add(entry.Pieces[piece], uses = []);
            uses.Add((entry, piece));
        }

        if (entry.Pieces.Length == 0)
            Create(entry).Dispose();
        else if (entry.Pieces.Length > 1)
            _open.Add(entry, Create(entry));
    }

    private void Take(ContentDigest digest, ReadOnlySpan<byte> content)
    {
        foreach (var (entry, piece) in _uses[digest])
        {
            if (content.Length != entry.LengthOf(piece))
                throw new SlugFormatException($"'{entry.Name}' has another length than the slug says.");
            if (_open.TryGetValue(entry, out var open))
            {
                RandomAccess.Write(open, content, (long)piece * SlugEntry.PieceSize);
                continue;
            }

            using var file = Create(entry);
            RandomAccess.Write(file, content, 0);
        }
    }

    private SafeFileHandle Create(SlugEntry entry)
    {
        SafeFileHandle? file = null;
        Once(entry.Name, () =>
        {
            file = File.OpenHandle(PathOf(entry), FileMode.CreateNew, FileAccess.Write, FileShare.None);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, entry.Kind is SlugEntryKind.Executable ? Plain | AnyExecute : Plain);
        });
        Give(PathOf(entry));
        return file!;
    }

    private string PathOf(SlugEntry entry) => Path.Combine(directory, entry.Name);

    private void Give(string path)
    {
        if (owner is { } taker && !OperatingSystem.IsWindows())
            taker.Take(path);
    }

    private static void Once(string name, Action create)
    {
        try
        {
            create();
        }
        catch (IOException exception) when (exception is DirectoryNotFoundException || exception.HResult is 17 or 20)
        {
            throw new SlugFormatException($"The slug holds '{name}' twice, or as a file and as a directory.", exception);
        }
    }
}
