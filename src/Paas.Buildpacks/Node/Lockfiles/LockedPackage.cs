using System.Collections.Immutable;
using Paas.Components;

namespace Paas.Node.Lockfiles;

/// <summary>A package of a lockfile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Integrity">Digest of its archive in the form of the web's subresource integrity.</param>
/// <param name="Dependencies">Keys of the lockfile that it needs.</param>
internal sealed record LockedPackage(string Name, string Version, string? Integrity, ImmutableArray<string> Dependencies)
{
    public SoftwareComponent ToComponent(string? license = null) =>
        new(Name, Version, PackageUrl.Create("npm", Name, Version)) { Checksum = PackageUrl.Checksum(Integrity), License = license };

    /// <summary>The packages that some need, with all that those need.</summary>
    public static IEnumerable<LockedPackage> Reach(IReadOnlyDictionary<string, LockedPackage> packages, IEnumerable<string> roots)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(roots);
        while (open.TryPop(out var key))
        {
            if (!seen.Add(key) || !packages.TryGetValue(key, out var package))
                continue;
            yield return package;
            foreach (var dependency in package.Dependencies)
                open.Push(dependency);
        }
    }
}
