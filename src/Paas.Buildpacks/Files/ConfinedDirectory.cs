using System.Security.Cryptography;

namespace Paas.Files;

/// <summary>
/// A directory whose content a stranger wrote. Buildpacks run inside the host and read and write such trees; a symbolic
/// link in them must not make the host touch a file elsewhere, so a path that leaves the directory counts as absent for
/// reads and is refused for writes.
/// </summary>
internal sealed class ConfinedDirectory(string root)
{
    private const int MaxTextBytes = 4 << 20;
    private const int MaxLongTextBytes = 64 << 20;
    private const int MaxLinks = 40;

    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>The path as written, for a command line.</summary>
    public string PathOf(string relativePath) => Path.Combine(Root, relativePath);

    public bool FileExists(string relativePath) => Resolve(relativePath) is { } path && File.Exists(path);

    public bool DirectoryExists(string relativePath) => Resolve(relativePath) is { } path && Directory.Exists(path);

    /// <summary>Names of the files directly below the root that match a pattern, in ordinal order.</summary>
    public string[] FilesMatching(string pattern)
    {
        var options = new EnumerationOptions { MatchCasing = MatchCasing.CaseSensitive, AttributesToSkip = 0 };
        return [.. Directory.EnumerateFiles(Root, pattern, options).Select(static path => Path.GetFileName(path)).Where(FileExists).Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of the directories directly below one, without links to such, in ordinal order.</summary>
    public IEnumerable<string> DirectoriesIn(string relativePath) => Resolve(relativePath) is { } path && Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateDirectories().Where(static directory => directory.LinkTarget is null).Select(static directory => directory.Name).Order(StringComparer.Ordinal)
        : [];

    /// <summary>A digest of the whole file; null when it is absent or outside.</summary>
    public string? Digest(string relativePath)
    {
        using var stream = Open(relativePath);
        return stream is null ? null : Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Names of the files of a directory, in ordinal order; none where there is no such directory.</summary>
    public string[] FilesIn(string relativePath) => Resolve(relativePath) is { } path && Directory.Exists(path)
        ? [.. Directory.EnumerateFileSystemEntries(path).Select(static entry => Path.GetFileName(entry)).Where(name => FileExists($"{relativePath}/{name}")).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Names of all that is in a directory, in ordinal order.</summary>
    public string[] EntriesIn(string relativePath) => Resolve(relativePath) is { } path && Directory.Exists(path)
        ? [.. Directory.EnumerateFileSystemEntries(path).Select(static entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Whether it is a directory, and not a link to one.</summary>
    public bool IsPlainDirectory(string relativePath) => Resolve(Path.GetDirectoryName(relativePath) ?? "") is { } parent
        && new DirectoryInfo(Path.Combine(parent, Path.GetFileName(relativePath))) is { Exists: true, LinkTarget: null };

    /// <summary>Moves a file or directory to a place that is free. A link is moved itself.</summary>
    public void Move(string from, string to)
    {
        var source = Path.Combine(Resolve(Path.GetDirectoryName(from) ?? "") ?? throw Outside(from), Path.GetFileName(from));
        var target = Path.Combine(CreateDirectory(Path.GetDirectoryName(to) ?? ""), Path.GetFileName(to));
        if (new DirectoryInfo(source) is { Exists: true, LinkTarget: null })
            Directory.Move(source, target);
        else
            File.Move(source, target);
    }

    /// <summary>The text, or null when the file is absent or outside. Very long files are cut: none that is read here is long.</summary>
    public string? ReadText(string relativePath) => Read(relativePath, MaxTextBytes);

    /// <summary>The text of a file that may be long, such as a lockfile.</summary>
    public string? ReadLongText(string relativePath) => Read(relativePath, MaxLongTextBytes);

    private string? Read(string relativePath, int maxBytes)
    {
        using var stream = Open(relativePath);
        if (stream is null)
            return null;
        var buffer = new byte[Math.Min(stream.Length, maxBytes)];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        using var reader = new StreamReader(new MemoryStream(buffer, 0, length));
        return reader.ReadToEnd();
    }

    /// <summary>Null when it is absent or outside. What has no length is never opened: a pipe, which looks like that, would be waited for.</summary>
    private Stream? Open(string relativePath) => Resolve(relativePath) is not { } path || new FileInfo(path) is not { Exists: true } file ? null
        : file.Length == 0 ? Stream.Null
        : file.OpenRead();

    /// <summary>Writes a file aside and renames it, so that a link at its place is replaced and not followed.</summary>
    public void WriteText(string relativePath, string text, bool executable = false) =>
        Write(relativePath, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(text);
        }, executable);

    /// <summary>Makes a directory, in place of whatever else has its name, and returns its path.</summary>
    public string CreateDirectory(string relativePath)
    {
        if (!DirectoryExists(relativePath))
            Delete(relativePath);
        return Directory.CreateDirectory(Resolve(relativePath) ?? throw Outside(relativePath)).FullName;
    }

    public void Write(string relativePath, Action<Stream> write, bool executable = false)
    {
        var parent = Resolve(Path.GetDirectoryName(relativePath) ?? "") ?? throw Outside(relativePath);
        Directory.CreateDirectory(parent);

        var aside = Path.Combine(parent, $".{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (UnixFileMode)(executable ? 0b111_101_101 : 0b110_100_100);

        using (var stream = new FileStream(aside, options))
            write(stream);
        File.Move(aside, Path.Combine(parent, Path.GetFileName(relativePath)), overwrite: true);
    }

    /// <summary>Removes a file or a whole directory; a link is removed itself.</summary>
    public void Delete(string relativePath)
    {
        if (Resolve(Path.GetDirectoryName(relativePath) ?? "") is not { } parent)
            return;

        var path = Path.Combine(parent, Path.GetFileName(relativePath));
        var directory = new DirectoryInfo(path);
        if (directory.Exists && directory.LinkTarget is null)
            directory.Delete(recursive: true);
        else if (Directory.Exists(parent))
            File.Delete(path);
    }

    /// <summary>Moves a directory, which is no link, to a free place outside; false where it is not there or that is another disk.</summary>
    public bool TryMoveOut(string relativePath, string target)
    {
        if (!IsPlainDirectory(relativePath))
            return false;
        try
        {
            Directory.Move(Path.Combine(Resolve(Path.GetDirectoryName(relativePath) ?? "")!, Path.GetFileName(relativePath)), target);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static PaasException Outside(string relativePath) =>
        new(PaasErrors.InvalidParams, $"'{relativePath}' leads outside the app by a symbolic link; make it a plain directory.");

    /// <summary>Follows links component by component, so that no part of the result is one; null when the way leaves the root.</summary>
    private string? Resolve(string relativePath, int linksFollowed = 0)
    {
        var parts = relativePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var current = Root;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == ".")
                continue;
            if (parts[i] == "..")
                return null;

            if (new FileInfo(Path.Combine(current, parts[i])).LinkTarget is { } link)
            {
                var target = Path.GetRelativePath(Root, Path.Combine(current, link, Path.Combine(parts[(i + 1)..])));
                return linksFollowed == MaxLinks || Path.IsPathRooted(target) ? null : Resolve(target, linksFollowed + 1);
            }

            current = Path.Combine(current, parts[i]);
        }

        return current;
    }
}
