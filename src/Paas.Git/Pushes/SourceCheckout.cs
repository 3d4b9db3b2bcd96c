using System.Text;
using Paas.Git.Objects;

namespace Paas.Git.Pushes;

/// <summary>Writes the files of a commit. Links come last, so that no file is ever written through one.</summary>
internal static class SourceCheckout
{
    private const UnixFileMode FileMode644 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FileMode755 = FileMode644 | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static void Write(ObjectStore store, SourceTree tree, string directory, CancellationToken cancellationToken)
    {
        try
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in tree.Entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry.Mode != EntryMode.SymbolicLink)
                    WriteFile(store, entry, Place(directory, entry.Path, known));
            }

            foreach (var submodule in tree.Submodules)
                Directory.CreateDirectory(Path.Combine(directory, submodule));
            foreach (var entry in tree.Entries)
            {
                if (entry.Mode != EntryMode.SymbolicLink)
                    continue;
                using var raw = store.Read(entry.Id, ObjectType.Blob);
                File.CreateSymbolicLink(Place(directory, entry.Path, known), Encoding.UTF8.GetString(raw.Data));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The source cannot be checked out: {exception.Message}", exception);
        }
        catch (GitDataException exception)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The source cannot be checked out: {exception.Message}", exception);
        }
    }

    private static void WriteFile(ObjectStore store, SourceEntry entry, string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = entry.Mode == EntryMode.Executable ? FileMode755 : FileMode644;
        using var raw = store.Read(entry.Id, ObjectType.Blob);
        using var file = new FileStream(path, options);
        file.Write(raw.Data);
    }

    private static string Place(string directory, string relative, HashSet<string> known)
    {
        var path = Path.Combine(directory, relative);
        var parent = Path.GetDirectoryName(path)!;
        if (known.Add(parent))
            Directory.CreateDirectory(parent);
        return path;
    }
}
