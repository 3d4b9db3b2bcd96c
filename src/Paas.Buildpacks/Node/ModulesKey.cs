using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Paas.Files;

namespace Paas.Node;

/// <summary>
/// What the content of <c>node_modules</c> depends on. When all of it is as it was, the modules of the last build are those
/// that an installation would make. Where an installation looks at other files of the app, there is no key.
/// </summary>
internal static class ModulesKey
{
    private static readonly string[] _ownInstallScripts =
        ["heroku-prebuild", "preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare", "prepublish", "dependencies"];

    private static readonly string[] _settings = [".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs"];
    private static readonly string[] _localSpecifiers = ["file:", "link:", "portal:", "workspace:", ".", "/", "~/"];

    /// <summary>The key, or null when nothing less than an installation will do.</summary>
    /// <param name="app">The source.</param>
    /// <param name="manifest">Its package.json.</param>
    /// <param name="manager">Its package manager.</param>
    /// <param name="signature">Stack and versions of the tools.</param>
    /// <param name="configVars">What scripts of packages may read.</param>
    public static string? Create(
        ConfinedDirectory app, PackageManifest manifest, PackageManager manager, string signature, ImmutableSortedDictionary<string, string> configVars)
    {
        if (manager.Lockfile is null || manager is YarnBerryPackageManager { LinksModules: false } || app.DirectoryExists("node_modules")
            || manifest.HasWorkspaces || app.FileExists("pnpm-workspace.yaml") || app.FileExists("binding.gyp")
            || _ownInstallScripts.Any(manifest.Scripts.ContainsKey)
            || manifest.Dependencies.Values.Concat(manifest.DevelopmentDependencies.Values).Any(IsLocal))
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, signature);
        foreach (var file in _settings.Append("package.json").Append(manager.Lockfile))
            Append(hash, $"{file}={app.Digest(file)}");
        foreach (var (name, value) in configVars)
            Append(hash, $"{name}={value}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsLocal(string specifier) => _localSpecifiers.Any(start => specifier.StartsWith(start, StringComparison.Ordinal));

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));
}
