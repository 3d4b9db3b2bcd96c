using Paas.Fetching;
using Paas.Files;

namespace Paas.CloudNative;

/// <summary>The buildpacks that lie inside of another one's directory, as those of a composite in one repository do.</summary>
internal static class ComponentBuildpacks
{
    private const int MaxDepth = 4;

    public static IEnumerable<BuildpackDescriptor> Below(FetchedBuildpack buildpack) =>
        BuildpackDescriptor.Read(buildpack.Files, buildpack.Name).Order.IsEmpty ? [] : Below(buildpack.Files, "", buildpack.Name, 1);

    /// <summary>All buildpacks of a directory, at any place.</summary>
    public static IEnumerable<BuildpackDescriptor> Below(ConfinedDirectory directory, string path, string source, int depth = 0)
    {
        foreach (var name in directory.DirectoriesIn(path))
        {
            var child = path.Length == 0 ? name : $"{path}/{name}";
            if (name[0] == '.' || new DirectoryInfo(directory.PathOf(child)).LinkTarget is not null)
                continue;
            if (directory.FileExists($"{child}/buildpack.toml"))
                yield return BuildpackDescriptor.Read(new ConfinedDirectory(directory.PathOf(child)), $"{source}/{child}");
            else if (depth < MaxDepth)
            {
                foreach (var found in Below(directory, child, source, depth + 1))
                    yield return found;
            }
        }
    }
}
