using System.Formats.Tar;
using System.IO.Compression;

namespace Paas.Api.Sources;

/// <summary>Unpacks an archive of source (tar, gzip). Nothing of it gets outside the directory, whatever its names and links say.</summary>
internal static class SourceArchive
{
    private const long MaxSize = 1024L * 1024 * 1024;
    private const int MaxEntries = 200_000;

    // See the links that a push may have.
    private static readonly string[] Shared = ["/usr/", "/app/"];

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: not such an archive, too large, or an entry leads outside.</exception>
    public static async ValueTask UnpackAsync(Stream archive, string directory, CancellationToken cancellationToken)
    {
        try
        {
            await using var plain = new GZipStream(archive, CompressionMode.Decompress);
            await using var reader = new TarReader(plain);
            var (size, entries) = (0L, 0);
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                size += entry.Length;
                if (size > MaxSize || ++entries > MaxEntries)
                    throw Refuse($"it holds more than {MaxSize} bytes or {MaxEntries} files.");
                await WriteAsync(entry, directory, cancellationToken);
            }

            if (entries == 0)
                throw Refuse("it is empty.");
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new PaasException(PaasErrors.InvalidParams, "The source cannot be unpacked: it is not a tar archive compressed with gzip.", exception);
        }
    }

    private static async Task WriteAsync(TarEntry entry, string directory, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(Inside(directory, entry.Name));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await entry.ExtractToFileAsync(WithParent(directory, entry.Name), overwrite: true, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                var link = WithParent(directory, entry.Name);
                // Where it points must be inside, too; that it is followed later is what links are for. As in a push it may be into /usr and /app.
                if (!IsShared(entry.LinkName))
                    RequireInside(directory, link, entry.LinkName);
                File.CreateSymbolicLink(link, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                var (source, copy) = (Inside(directory, entry.LinkName), WithParent(directory, entry.Name));
                if (new FileInfo(source).LinkTarget is not null || new FileInfo(copy).LinkTarget is not null)
                    throw Refuse($"'{Shorten(entry.Name)}' would be a copy of a link, or written through one.");
                File.Copy(source, copy, overwrite: true);
                break;
            case TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes:
                break;
            default:
                throw Refuse($"'{Shorten(entry.Name)}' is neither a file, a directory nor a link.");
        }
    }

    private static bool IsShared(string target) =>
        !OperatingSystem.IsWindows() && Array.Exists(Shared, shared => Path.GetFullPath(target).StartsWith(shared, StringComparison.Ordinal) && Path.IsPathRooted(target));

    private static void RequireInside(string directory, string link, string target)
    {
        _ = Inside(directory, Path.GetRelativePath(directory, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link)!, target))));
        // Below another link it may have gone elsewhere.
        if (target.Split('/').SkipWhile(static part => part is "..").Contains(".."))
            throw Refuse($"a link leads to '{Shorten(target)}', which goes down and up again.");
    }

    private static string WithParent(string directory, string name)
    {
        var path = Inside(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string Inside(string directory, string name)
    {
        var root = Path.GetFullPath(directory);
        var path = Path.GetFullPath(Path.Combine(root, name.TrimEnd('/')));
        if (path != root && !path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw Refuse($"'{Shorten(name)}' leads outside of it.");
        for (var parent = Path.GetDirectoryName(path)!; parent.Length > root.Length; parent = Path.GetDirectoryName(parent)!)
        {
            if (new FileInfo(parent).LinkTarget is not null)
                throw Refuse($"'{Shorten(name)}' lies behind a link.");
        }

        return path;
    }

    private static PaasException Refuse(string reason) => new(PaasErrors.InvalidParams, $"The source cannot be unpacked: {reason}");

    private static string Shorten(string name) => name.Length <= 80 ? name : name[..77] + "...";
}
