namespace Paas.Fetching;

/// <summary>Which files of this machine apps may name as buildpacks.</summary>
internal static class LocalBuildpacks
{
    public static bool Allows(BuildpackOptions options, string path)
    {
        var real = Real(path);
        return options.LocalDirectories.Any(directory => IsInside(real, Real(Path.GetFullPath(directory))));
    }

    private static bool IsInside(string path, string directory) => path == directory || path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>The path without symbolic links in it, as far as it exists.</summary>
    private static string Real(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            try
            {
                real = new FileInfo(real).LinkTarget is null ? real : Path.GetFullPath(new FileInfo(real).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real);
            }
            catch (IOException)
            {
                // A circle of links leads nowhere.
            }
        }

        return Path.TrimEndingDirectorySeparator(real);
    }
}
