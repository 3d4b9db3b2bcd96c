using System.Diagnostics.CodeAnalysis;
using Paas.Files;

namespace Paas.Node;

/// <summary>The package manager of an app, chosen by its lockfile: the commands in which they differ.</summary>
internal abstract record PackageManager(string Program, string? Lockfile)
{
    private static readonly (string Lockfile, string Program)[] _lockfiles =
    [
        ("package-lock.json", "npm"), ("npm-shrinkwrap.json", "npm"), ("yarn.lock", "yarn"), ("pnpm-lock.yaml", "pnpm"),
    ];

    /// <summary>Package of the npm registry that holds the program.</summary>
    public virtual string Package => Program;

    /// <summary>Version to get when the app asks for none and the machine has none.</summary>
    public abstract string DefaultRange { get; }

    /// <summary>Variable by which an app says whether it wants its development dependencies left out (<c>true</c>) or kept (<c>false</c>).</summary>
    public abstract string ProductionVariable { get; }

    /// <summary>Variables that make the program keep its downloads in a directory of the build cache.</summary>
    public abstract IEnumerable<KeyValuePair<string, string>> CacheSettings(string directory);

    /// <summary>Installs the dependencies; <paramref name="withDevelopment"/> keeps those that only the build needs.</summary>
    public abstract string Install(bool withDevelopment, bool useLockfile);

    /// <summary>Removes the dependencies that only the build needs.</summary>
    public abstract string Prune { get; }

    /// <summary>Runs a script of the package.json.</summary>
    public string RunScript(string name) => $"{Program} run {name}";

    public static bool TryChoose(
        ConfinedDirectory app, PackageManifest manifest, [NotNullWhen(true)] out PackageManager? manager, [NotNullWhen(false)] out string? error)
    {
        manager = null;
        error = null;
        var found = _lockfiles.Where(entry => app.FileExists(entry.Lockfile)).ToArray();
        if (found.Length > 1)
        {
            error = $"There are several lockfiles: {string.Join(", ", found.Select(static entry => entry.Lockfile))}. Two package managers would install " +
                "different versions. Keep the one of the package manager that you use, remove the others (git rm) and push again.";
            return false;
        }

        var field = manifest.PackageManager?.Split('@')[0];
        if (field is not (null or "npm" or "yarn" or "pnpm"))
        {
            error = $"package.json asks for the package manager '{field}' in \"packageManager\"; it can be npm, yarn or pnpm.";
            return false;
        }

        var lockfile = found.Length == 1 ? found[0] : default;
        if (lockfile.Program is not null && field is not null && field != lockfile.Program)
        {
            error = $"package.json asks for '{manifest.PackageManager}' in \"packageManager\", but the lockfile is {lockfile.Lockfile} of {lockfile.Program}. " +
                $"Remove {lockfile.Lockfile} and commit the lockfile of {field}, or change \"packageManager\".";
            return false;
        }

        manager = (lockfile.Program ?? field) switch
        {
            "yarn" => Yarn(app, manifest, lockfile.Lockfile),
            "pnpm" => new PnpmPackageManager(lockfile.Lockfile, app.ReadText("pnpm-lock.yaml")),
            _ => new NpmPackageManager(lockfile.Lockfile),
        };
        return true;
    }

    private static PackageManager Yarn(ConfinedDirectory app, PackageManifest manifest, string? lockfile)
    {
        // Yarn 2 and later write "__metadata:" into the lockfile; Yarn 1 heads it "# yarn lockfile v1".
        var text = app.ReadText("yarn.lock");
        var berry = text?.Contains("__metadata:", StringComparison.Ordinal)
            ?? (manifest.PackageManager is { } field ? field != "yarn@1" && !field.StartsWith("yarn@1.", StringComparison.Ordinal) : app.FileExists(".yarnrc.yml"));
        if (!berry)
            return new YarnClassicPackageManager(lockfile);

        var linksModules = app.ReadText(".yarnrc.yml")?.Split('\n').Any(static line => line.Trim() is "nodeLinker: node-modules" or "nodeLinker: \"node-modules\"");
        return new YarnBerryPackageManager(lockfile, linksModules ?? false);
    }
}
