using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>The buildpacks that an order can name.</summary>
internal sealed class BuildpackSet(IEnumerable<BuildpackDescriptor> buildpacks)
{
    private readonly ImmutableArray<BuildpackDescriptor> _buildpacks = [.. buildpacks];

    /// <summary>The buildpack of a place in a group; without a version the newest.</summary>
    /// <exception cref="PaasException">It is not there.</exception>
    public BuildpackDescriptor Find(GroupEntry entry)
    {
        var known = _buildpacks.Where(buildpack => buildpack.Id == entry.Id).ToList();
        return known.Where(buildpack => entry.Version is null or "latest" || buildpack.Version == entry.Version).MaxBy(static buildpack => Ordinal(buildpack.Version), StringComparer.Ordinal)
            ?? throw new PaasException(PaasErrors.InvalidParams, known.Count > 0
                ? $"The buildpack {entry} is asked for, but of {entry.Id} there is only {string.Join(", ", known.Select(static buildpack => buildpack.Version))}."
                : $"The buildpack {entry} is asked for, but is not there. There are: {string.Join(", ", _buildpacks.Select(static buildpack => buildpack.ToString()))}.");
    }

    /// <summary>Versions as texts of the same order: numbers of equal width.</summary>
    private static string Ordinal(string version) => string.Join('.', version.Split('.', '-', '+').Select(static part => part.PadLeft(12, '0')));
}
