namespace Paas.Builds;

/// <summary>The clean copy of the source that a build works on. Source: devcenter.heroku.com/articles/slug-compiler.</summary>
internal static class SourceTree
{
    /// <summary>Removes what never belongs into a slug: git's own files, logs and temporary files, and what <c>.slugignore</c> names.</summary>
    public static void Clean(string directory)
    {
        Remove(Path.Combine(directory, ".git"));
        Remove(Path.Combine(directory, ".gitmodules"));
        Empty(Path.Combine(directory, "log"));
        Empty(Path.Combine(directory, "tmp"));
        SlugIgnore.Apply(directory);
    }

    /// <summary>Removes a file or a directory with all it holds; links are removed, not followed.</summary>
    public static void Remove(string path)
    {
        if (File.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
            return;
        }

        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Copies a directory with its links as links and the modes of its files.</summary>
    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos())
        {
            var place = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(place, link);
            else if (entry is DirectoryInfo)
                Copy(entry.FullName, place);
            else if (entry is FileInfo file)
                file.CopyTo(place);
        }
    }

    private static void Empty(string directory)
    {
        if (!Directory.Exists(directory) || new DirectoryInfo(directory).LinkTarget is not null)
            return;

        foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
            Remove(entry);
    }
}
