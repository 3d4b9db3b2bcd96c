using System.Collections.Immutable;

namespace Paas.Php;

/// <summary>What an app and its packages require of PHP: the version, and the extensions that it must have.</summary>
internal static class PhpPlatform
{
    private const int Shown = 4;

    /// <summary>The versions of PHP that satisfy all of them; the text names the app's own constraint, or the packages'.</summary>
    public static (string Text, string? AskedBy, Func<string, bool> Accepts) Php(ComposerProject project)
    {
        var asked = project.PlatformRequirements.Where(static require => require.Part is "php" or "php-64bit").ToArray();
        var constraints = asked.Select(static require => ComposerConstraint.Parse(require.Constraint)).OfType<ComposerConstraint>().ToArray();
        var own = asked.Where(require => require.Package == project.Root.Name).Select(static require => require.Constraint).Distinct().ToArray();
        var text = own.Length > 0 ? string.Join(", ", own) : asked.Length > 0 ? asked[0].Constraint : "of any version";
        var by = own.Length > 0 ? project.Root.Name : asked.Length > 0 ? $"{asked[0].Package} (in {ComposerProject.LockOf(project.File!)})" : null;
        return (text, by, version => constraints.All(constraint => constraint.Accepts(version)));
    }

    /// <summary>The packages that refuse a version, as <c>name (constraint)</c>; for when the app's own constraint is not what stands in the way.</summary>
    public static ImmutableArray<string> Refusing(ComposerProject project, string version) =>
        [.. project.PlatformRequirements.Where(require => require.Part is "php" or "php-64bit" && ComposerConstraint.Parse(require.Constraint)?.Accepts(version) == false).Select(static require => $"{require.Package} ({require.Constraint})").Distinct()];

    /// <summary>Null when every extension is there in a version that fits, else which one is not, who asks, and how to get it.</summary>
    /// <param name="project">The app.</param>
    /// <param name="php">Version of PHP.</param>
    /// <param name="extensions">Its extensions in lower case with their versions.</param>
    public static string? Missing(ComposerProject project, string php, IReadOnlyDictionary<string, string> extensions)
    {
        var provided = project.Packages.Append(project.Root).SelectMany(static package => package.Provides).ToHashSet(StringComparer.Ordinal);
        var missing = project.PlatformRequirements
            .Where(require => require.Part.StartsWith("ext-", StringComparison.Ordinal) && !provided.Contains(require.Part) && !IsThere(require.Part["ext-".Length..], require.Constraint))
            .GroupBy(static require => require.Part, StringComparer.Ordinal)
            .ToArray();
        if (missing.Length == 0)
            return null;

        var lines = missing.Select(part => $"  {part.Key} {part.First().Constraint}, required by {string.Join(", ", part.Select(static require => require.Package).Distinct().Take(Shown))}");
        var packages = missing.Select(static part => $"php-{part.Key["ext-".Length..]}").Distinct();
        return string.Join('\n', [$"PHP {php} lacks {(missing.Length == 1 ? "an extension" : "extensions")} that the app needs:", .. lines,
            $"Install {(missing.Length == 1 ? "it" : "them")} where builds and dynos run (Debian: apt-get install {string.Join(' ', packages)}), or do without what requires {(missing.Length == 1 ? "it" : "them")}."]);

        bool IsThere(string name, string constraint) =>
            extensions.TryGetValue(name, out var version) && (version.Length == 0 || !char.IsAsciiDigit(version[0]) || ComposerConstraint.Parse(constraint)?.Accepts(version) != false);
    }
}
