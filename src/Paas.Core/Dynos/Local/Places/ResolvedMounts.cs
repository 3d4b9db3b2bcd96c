namespace Paas.Dynos.Local;

/// <summary>The mounts of a dyno as directories of the host.</summary>
internal static class ResolvedMounts
{
    /// <param name="mounts">What was asked for.</param>
    /// <param name="home">The dyno's home on the host, filled.</param>
    /// <exception cref="CannotStartException">
    /// A mount cannot be made. A part of a path below the home that is a link is refused: whoever mounts has the host's rights.
    /// </exception>
    public static IReadOnlyList<(string Source, string Target)> Of(IReadOnlyList<DynoMount> mounts, string home)
    {
        var resolved = new List<(string, string)>(mounts.Count);
        foreach (var (source, target) in mounts)
        {
            if (!Path.IsPathRooted(target) || Path.GetFullPath(target) != target || target == "/")
                throw new CannotStartException($"'{target}' is no path to mount at; it must be absolute, below the root, without '..' and without a slash at its end.");
            var directory = Path.IsPathRooted(source) ? Path.GetFullPath(source) : Below(home, source);
            if (!Directory.Exists(directory))
                throw new CannotStartException($"'{source}', which it is to see as {target}, does not exist.");
            resolved.Add((directory, target));
        }

        return resolved;
    }

    private static string Below(string home, string source)
    {
        var current = home;
        foreach (var part in source.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            current = Path.Combine(current, part);
            if (part == ".." || new DirectoryInfo(current).LinkTarget is not null)
                throw new CannotStartException($"'{source}' is to be mounted, but leads out of the dyno's home.");
        }

        return current;
    }
}
