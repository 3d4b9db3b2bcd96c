namespace Paas.Dynos.Local;

/// <summary>What of the machine's files every dyno sees, read-only.</summary>
/// <param name="Arguments">Arguments of bubblewrap.</param>
/// <param name="BelowTemporary">Those for what lies below <see cref="Temporary"/>, after the dyno has got its own.</param>
internal sealed record SystemView(IReadOnlyList<string> Arguments, IReadOnlyList<string> BelowTemporary)
{
    public const string Temporary = "/tmp";

    private static readonly string[] System = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix/store"];

    // Packages fill these; what they link to is in the system's directories.
    private static readonly string[] FilledByPackages = ["/bin", "/sbin", "/usr/bin", "/usr/sbin"];

    /// <param name="path">The dynos' <c>PATH</c>, whose toolchains they see.</param>
    /// <param name="more">Further directories and files.</param>
    /// <param name="hidden">Directories of the platform, which no toolchain may contain.</param>
    public static SystemView Create(string path, IEnumerable<string> more, IReadOnlyList<string> hidden)
    {
        var arguments = new List<string>();
        foreach (var directory in System)
        {
            if (new DirectoryInfo(directory).LinkTarget is { } target)
                arguments.AddRange(["--symlink", target, directory]);
            else if (Directory.Exists(directory))
                arguments.AddRange(["--ro-bind", directory, directory]);
        }

        var further = Outermost([.. Toolchains(path, hidden), .. more.Select(Path.GetFullPath), .. Resolver()])
            .ToLookup(static directory => directory.StartsWith(Temporary + "/", StringComparison.Ordinal), static directory => (string[])[.. Parents([directory]), "--ro-bind-try", directory, directory]);
        return new SystemView([.. arguments, .. further[false].SelectMany(static shown => shown)], [.. further[true].SelectMany(static shown => shown)]);
    }

    /// <summary>
    /// Makes the directories above some that are to be shown, the outermost first: bubblewrap makes missing ones as closed as those of the host
    /// are, which may be the host's alone.
    /// </summary>
    public static IEnumerable<string> Parents(IEnumerable<string> paths)
    {
        return paths.SelectMany(Above).Distinct(StringComparer.Ordinal).SelectMany(static parent => (string[])["--perms", "0755", "--dir", parent]);

        static IEnumerable<string> Above(string path) => Path.GetDirectoryName(path) is { Length: > 1 } parent ? Above(parent).Append(parent) : [];
    }

    /// <summary>
    /// Directories that hold what <c>PATH</c> names outside of the system's directories: of <c>…/bin</c> its parent, because a
    /// toolchain lies beside its programs, except where that would show somebody's home or the platform.
    /// </summary>
    public static IReadOnlyList<string> Toolchains(string path, IReadOnlyList<string> hidden)
    {
        var found = new List<string>();
        foreach (var entry in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Path.IsPathRooted(entry) || !Directory.Exists(entry))
                continue;
            var directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(entry));
            found.Add(ToolchainOf(directory, hidden));
            if (FilledByPackages.Contains(directory))
                continue;
            // A link such as /usr/local/bin/node leads to where the toolchain really is.
            foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
            {
                if (file.LinkTarget is not null && TargetOf(file) is { } target)
                    found.Add(ToolchainOf(Path.GetDirectoryName(target)!, hidden));
            }
        }

        return [.. Outermost(found)];
    }

    private static string ToolchainOf(string directory, IReadOnlyList<string> hidden)
    {
        if (Path.GetFileName(directory) is not ("bin" or "sbin" or "shims" or "libexec") || Path.GetDirectoryName(directory) is not { } parent)
            return directory;
        return IsHome(parent) || hidden.Any(path => IsInside(path, parent)) ? directory : parent;
    }

    private static bool IsHome(string directory) =>
        directory is "/" or "/root" or "/home" or "/var" or "/tmp" or "/mnt" or "/srv" or "/data"
        || Path.GetDirectoryName(directory) is "/home"
        || directory == Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static string? TargetOf(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Names are resolved by a file that is often a link out of /etc.</summary>
    private static IEnumerable<string> Resolver()
    {
        if (TargetOf(new FileInfo("/etc/resolv.conf")) is { } target && File.Exists(target))
            yield return target;
    }

    /// <summary>Leaves out what the system's directories or others of them show already.</summary>
    private static IEnumerable<string> Outermost(IReadOnlyList<string> paths)
    {
        var distinct = paths.Distinct(StringComparer.Ordinal).Where(path => !System.Any(shown => IsInside(path, shown))).ToList();
        return distinct.Where(path => !distinct.Any(other => other != path && IsInside(path, other)));
    }

    private static bool IsInside(string path, string directory) =>
        path == directory || directory == "/" || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
