using System.Collections.Immutable;
using System.Text.Json;
using Paas.Files;
using Paas.Node.Lockfiles;
using YamlDotNet.Core;

namespace Paas.Node;

/// <summary>The packages of an app for its bill of materials, as its lockfile has them.</summary>
internal static class NodeComponents
{
    /// <param name="app">The app as it was built.</param>
    /// <param name="manifest">Its package.json.</param>
    /// <param name="manager">Its package manager.</param>
    /// <param name="withDevelopment">Whether what only the build needs is in the slug too.</param>
    public static ImmutableArray<SoftwareComponent> Read(ConfinedDirectory app, PackageManifest manifest, PackageManager manager, bool withDevelopment)
    {
        if (manager.Lockfile is null || app.ReadLongText(manager.Lockfile) is not { } text)
            return [];

        try
        {
            return [.. Components(app, manifest, manager, text, withDevelopment).DistinctBy(static component => component.PackageUrl).OrderBy(static component => component.PackageUrl, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is JsonException or YamlException or InvalidOperationException or ArgumentException)
        {
            return []; // the package manager understood it; a list that is missing breaks no build
        }
    }

    private static IEnumerable<SoftwareComponent> Components(ConfinedDirectory app, PackageManifest manifest, PackageManager manager, string text, bool withDevelopment)
    {
        switch (manager)
        {
            case NpmPackageManager:
                // Packages for other systems are in the lockfile too; what was installed is in its place.
                return NpmLockfile.Read(text).Where(entry => app.DirectoryExists(entry.Place)).Select(static entry => entry.Package.ToComponent(entry.License));
            case PnpmPackageManager:
                return PnpmLockfile.Read(text, withDevelopment).Select(static package => package.ToComponent());
            default:
                var packages = manager is YarnBerryPackageManager ? YarnLockfile.ReadBerry(text) : YarnLockfile.ReadClassic(text);
                var asked = withDevelopment ? manifest.Dependencies.SetItems(manifest.DevelopmentDependencies) : manifest.Dependencies;
                var reached = manifest.HasWorkspaces ? packages.Values : LockedPackage.Reach(packages, YarnLockfile.Keys(packages, asked));
                return reached.Select(static package => package.ToComponent());
        }
    }
}
