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

    /// <summary>
    /// The text of a file in the root; null when there is none. A link counts as long as it leads to another file of the source
    /// by directories that are none: what is elsewhere on the host is not the app's to read. What has no length is never opened: a pipe, which
    /// looks like that, would be waited for.
    /// </summary>
    public static string? ReadText(string directory, string name)
    {
        const int mostLinks = 8;
        for (var links = 0; links < mostLinks; links++)
        {
            var path = directory;
            var parts = name.Split('/');
            if (Path.IsPathRooted(name) || parts.Contains("..") || parts[..^1].Any(part => new DirectoryInfo(path = Path.Combine(path, part)).LinkTarget is not null))
                return null;

            var file = new FileInfo(Path.Combine(directory, name));
            if (file.LinkTarget is not { } target)
                return !file.Exists ? null : file.Length == 0 ? "" : File.ReadAllText(file.FullName);
            name = Path.IsPathRooted(target) ? target : Path.GetRelativePath(directory, Path.Combine(path, target));
        }

        return null;
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

    private static void Empty(string directory)
    {
        if (!Directory.Exists(directory) || new DirectoryInfo(directory).LinkTarget is not null)
            return;

        foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
            Remove(entry);
    }
}
