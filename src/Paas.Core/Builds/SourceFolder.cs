using System.Collections.Immutable;

namespace Paas.Builds;

/// <summary>
/// The folder of a repository that an app is made of, when the repository holds several: config var <c>PROJECT_PATH</c> or
/// <c>APP_BASE</c>, which are the names that the well-known buildpacks for this have.
/// </summary>
internal static class SourceFolder
{
    private static readonly string[] _variables = ["PROJECT_PATH", "APP_BASE"];

    /// <summary>The variable that names a folder and what it says; null when none does.</summary>
    public static (string Variable, string Folder)? Find(ImmutableSortedDictionary<string, string> config)
    {
        foreach (var variable in _variables)
        {
            if (config.TryGetValue(variable, out var folder) && folder.Trim().Trim('/') is { Length: > 0 } trimmed and not ".")
                return (variable, trimmed);
        }

        return null;
    }

    /// <summary>Leaves of the source only what is in the folder, at the root.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: there is no such folder.</exception>
    public static void Narrow(string directory, string variable, string folder)
    {
        var current = directory;
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != "."))
        {
            var next = new DirectoryInfo(Path.Combine(current, part));
            if (part == ".." || !next.Exists || next.LinkTarget is not null)
                throw new PaasException(PaasErrors.InvalidParams, $"The config var {variable} is '{folder}', but the source has no such folder. {Folders(directory, current)}");
            current = next.FullName;
        }

        var aside = directory.TrimEnd('/') + ".folder";
        Directory.Move(current, aside);
        foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
            SourceTree.Remove(entry);
        foreach (var entry in new DirectoryInfo(aside).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } child)
                child.MoveTo(Path.Combine(directory, entry.Name));
            else
                File.Move(entry.FullName, Path.Combine(directory, entry.Name));
        }

        Directory.Delete(aside);
    }

    private static string Folders(string root, string parent)
    {
        const int most = 12;
        var place = parent == root ? "The root" : Path.GetRelativePath(root, parent);
        var names = new DirectoryInfo(parent).EnumerateDirectories().Where(static entry => entry.LinkTarget is null).Select(static entry => entry.Name + "/").Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? $"{place} has none." : $"{place} has {string.Join(", ", names.Take(most))}{(names.Count > most ? ", …" : "")}.";
    }
}
