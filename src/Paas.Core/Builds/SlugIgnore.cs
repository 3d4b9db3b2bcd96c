using Microsoft.Extensions.FileSystemGlobbing;

namespace Paas.Builds;

/// <summary>
/// <c>.slugignore</c>: globs in the manner of <c>.gitignore</c> without negation, in the root only, applied before the buildpacks run.
/// Source: devcenter.heroku.com/articles/slug-compiler#ignoring-files-with-slugignore.
/// </summary>
internal static class SlugIgnore
{
    public const string FileName = ".slugignore";

    /// <summary>Removes what the file names; without it nothing happens. Returns the number of files removed.</summary>
    public static int Apply(string directory)
    {
        if (SourceTree.ReadText(directory, FileName) is not { } text)
            return 0;

        var matcher = new Matcher(StringComparison.Ordinal);
        foreach (var line in text.Split('\n'))
            AddPattern(matcher, line.Trim());

        // The matcher sees names only: rules of an app must not reach through a link or '..' to what is not the app's.
        var names = new List<string>();
        AddNames(new DirectoryInfo(directory), "", names);
        var matches = matcher.Match(names).Files.ToList();
        foreach (var match in matches)
        {
            if (match.Path is not (FileName or "Procfile"))
                File.Delete(Path.Combine(directory, match.Path));
        }

        RemoveEmptyDirectories(directory, matches);
        return matches.Count;
    }

    private static void AddNames(DirectoryInfo directory, string prefix, List<string> names)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } child)
                AddNames(child, prefix + child.Name + "/", names);
            else
                names.Add(prefix + entry.Name);
        }
    }

    private static void AddPattern(Matcher matcher, string pattern)
    {
        if (pattern.Length == 0 || pattern[0] is '#' or '!' || pattern.Split('/').Contains(".."))
            return;

        // A slash before the end anchors the pattern to the root, as in .gitignore.
        var bare = pattern.TrimEnd('/');
        var anchored = bare.Contains('/', StringComparison.Ordinal);
        var glob = anchored ? bare.TrimStart('/') : "**/" + bare;
        if (pattern[^1] != '/')
            matcher.AddInclude(glob);
        matcher.AddInclude(glob + "/**/*");
    }

    private static void RemoveEmptyDirectories(string directory, List<FilePatternMatch> matches)
    {
        var parents = matches.Select(match => Path.GetDirectoryName(Path.Combine(directory, match.Path))!).Distinct().OrderByDescending(static path => path.Length);
        foreach (var parent in parents)
        {
            var current = parent;
            while (current.Length > directory.Length && Directory.Exists(current) && !Directory.EnumerateFileSystemEntries(current).Any())
            {
                Directory.Delete(current);
                current = Path.GetDirectoryName(current)!;
            }
        }
    }
}
