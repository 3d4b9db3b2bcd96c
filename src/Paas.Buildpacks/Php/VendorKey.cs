using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.Php;

/// <summary>What the content of <c>vendor</c> follows from, besides the stack, PHP and Composer.</summary>
internal static partial class VendorKey
{
    // They write among the packages only, and the same each time.
    private static readonly string[] _harmlessPlugins = ["composer/package-versions-deprecated", "php-http/discovery", "symfony/runtime"];
    private static readonly string[] _harmlessScripts = [@"Illuminate\Foundation\ComposerScripts::", "@php artisan "];

    /// <summary>
    /// Whether Composer, run over the packages of another build, makes what it makes without them: no package is a directory of the app,
    /// and neither plugins nor scripts do things with packages.
    /// </summary>
    public static bool IsComplete(ComposerProject project) =>
        PlainPath().IsMatch(project.VendorDirectory)
        && project.Packages.All(static package => !package.IsLocal && (!package.IsPlugin || _harmlessPlugins.Contains(package.Name)))
        && project.InstallScripts.All(static script => _harmlessScripts.Any(start => script.StartsWith(start, StringComparison.Ordinal)));

    /// <summary>Whether Composer need not run when the key is the same.</summary>
    public static bool IsWithoutComposer(ComposerProject project) =>
        project.InstallScripts.IsEmpty && project.BinDirectory.StartsWith($"{project.VendorDirectory}/", StringComparison.Ordinal) && project.AutoloadPaths.All(PlainPath().IsMatch);

    /// <param name="app">The source.</param>
    /// <param name="project">Its composer.json and lockfile.</param>
    /// <param name="configVars">Composer reads some.</param>
    /// <param name="classes">A digest of the app's own classes that the autoloader lists.</param>
    public static string Create(ConfinedDirectory app, ComposerProject project, ImmutableSortedDictionary<string, string> configVars, string classes)
    {
        var text = new StringBuilder();
        foreach (var file in new[] { project.File!, ComposerProject.LockOf(project.File!) })
            text.Append(file).Append('=').Append(app.Digest(file)).Append('\0');
        foreach (var (name, value) in configVars)
            text.Append(name).Append('=').Append(value).Append('\0');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Append(classes).ToString())));
    }

    /// <summary>Neither a pattern nor anything outside of the app.</summary>
    [GeneratedRegex(@"\A(?!\.{0,2}(/|\z))(?!.*/\.{0,2}(/|\z))[\w./ -]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}
