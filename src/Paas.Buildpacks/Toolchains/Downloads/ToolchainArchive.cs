using System.Formats.Tar;
using System.IO.Compression;

namespace Paas.Toolchains.Downloads;

/// <summary>
/// Unpacks an archive of a stranger into an empty directory. Nothing is written outside of it: names with <c>..</c> and
/// absolute ones are refused, and links are made last, so that no file is ever written through one. A link may begin with
/// <c>..</c> as long as it stays inside; it can then lead nowhere else, whatever the other links are.
/// </summary>
internal sealed class ToolchainArchive
{
    private const long MaxSize = 8L << 30;
    private const int MaxEntries = 500_000;
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;

    private readonly string _directory;
    private readonly int _strip;
    private readonly List<(string Path, string Target)> _symbolic = [];
    private readonly List<(string Path, string Target)> _hard = [];
    private long _size;
    private int _entries;

    private ToolchainArchive(string directory, int strip)
    {
        _directory = directory;
        _strip = strip;
    }

    /// <param name="archive">A <c>.zip</c> or gzip-compressed tar file, told apart by its first bytes.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="strip">How many directories to leave out at the beginning of each name.</param>
    /// <exception cref="PaasException">It is hostile or broken.</exception>
    public static void Extract(string archive, string directory, int strip)
    {
        var target = new ToolchainArchive(directory, strip);
        using var stream = File.OpenRead(archive);
        try
        {
            if (stream.ReadByte() == 'P')
                target.ExtractZip(stream);
            else
                target.ExtractTar(stream);
            target.Link();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Refused($"cannot be read: {e.Message}");
        }
    }

    private void ExtractTar(FileStream stream)
    {
        stream.Position = 0;
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes || Place(entry.Name) is not { } path)
                continue;

            switch (entry.EntryType)
            {
                case TarEntryType.Directory:
                    Directory.CreateDirectory(path);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    Write(path, entry.DataStream ?? Stream.Null, entry.Mode);
                    break;
                case TarEntryType.SymbolicLink:
                    _symbolic.Add((path, entry.LinkName));
                    break;
                case TarEntryType.HardLink:
                    _hard.Add((path, Place(entry.LinkName) ?? throw Refused($"has a link '{entry.Name}' to '{entry.LinkName}'")));
                    break;
                default:
                    throw Refused($"has '{entry.Name}', which is neither a file nor a directory nor a link");
            }
        }
    }

    private void ExtractZip(FileStream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            if (Place(entry.FullName.Replace('\\', '/')) is not { } path)
                continue;

            var mode = entry.ExternalAttributes >> 16;
            if ((mode & 0xF000) == 0xA000)
                throw Refused($"has a link '{entry.FullName}'");
            if (entry.FullName.EndsWith('/'))
            {
                Directory.CreateDirectory(path);
                continue;
            }

            using var content = entry.Open();
            Write(path, content, mode == 0 ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead : (UnixFileMode)mode);
        }
    }

    /// <summary>Where an entry goes; null for one that is left out.</summary>
    private string? Place(string name)
    {
        if (++_entries > MaxEntries)
            throw Refused($"has more than {MaxEntries} entries");
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".").ToArray();
        if (name.StartsWith('/') || parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal))
            throw Refused($"has an entry '{name}', which leads out of it");
        return parts.Length <= _strip ? null : Path.Combine([_directory, .. parts[_strip..]]);
    }

    private void Write(string path, Stream content, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (mode & Permissions) | UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        var buffer = new byte[128 << 10];
        for (int count; (count = content.Read(buffer)) > 0;)
        {
            _size += count;
            if (_size > MaxSize)
                throw Refused($"is larger than {MaxSize >> 30} GB when unpacked");
            file.Write(buffer, 0, count);
        }
    }

    private void Link()
    {
        foreach (var (path, target) in _hard)
        {
            if (!File.Exists(target))
                throw Refused($"has a link '{Path.GetRelativePath(_directory, path)}' to a file that it has not");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(target, path, overwrite: true);
        }

        foreach (var (path, target) in _symbolic)
        {
            var name = Path.GetRelativePath(_directory, path);
            var parts = target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".").ToArray();
            var up = parts.TakeWhile(static part => part == "..").Count();
            if (target.StartsWith('/') || parts.Skip(up).Contains("..") || up > name.Count(static c => c == '/'))
                throw Refused($"has a link '{name}' to '{target}', which leads out of it");
        }

        // Directories of all links first: none of them may itself be below another link.
        foreach (var (path, _) in _symbolic)
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        foreach (var (path, target) in _symbolic.DistinctBy(static link => link.Path))
        {
            if (Path.Exists(path))
                throw Refused($"has '{Path.GetRelativePath(_directory, path)}' twice");
            File.CreateSymbolicLink(path, target);
        }
    }

    private static PaasException Refused(string problem) => new(PaasErrors.Unavailable, $"The archive {problem}. It is not used.");
}
