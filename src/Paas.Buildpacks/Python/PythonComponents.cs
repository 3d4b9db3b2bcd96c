using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Paas.Components;
using Paas.Files;

namespace Paas.Python;

/// <summary>
/// The packages of an app for its bill of materials, as they were installed: whichever tool did it, each left its name and
/// version. Source: packaging.python.org/specifications/recording-installed-packages.
/// </summary>
internal static partial class PythonComponents
{
    public static ImmutableArray<SoftwareComponent> Read(ConfinedDirectory app, string sitePackages)
    {
        var components = ImmutableArray.CreateBuilder<SoftwareComponent>();
        foreach (var directory in app.DirectoriesIn(sitePackages).Where(static name => name.EndsWith(".dist-info", StringComparison.Ordinal)))
        {
            if (app.ReadText($"{sitePackages}/{directory}/METADATA") is { } metadata && Field(metadata, "Name") is { } name && Field(metadata, "Version") is { } version)
            {
                components.Add(new SoftwareComponent(name, version, PackageUrl.Create("pypi", Separators().Replace(name, "-").ToLowerInvariant(), version))
                {
                    License = Field(metadata, "License-Expression"),
                });
            }
        }

        return [.. components.DistinctBy(static component => component.PackageUrl).OrderBy(static component => component.PackageUrl, StringComparer.Ordinal)];
    }

    private static string? Field(string metadata, string name)
    {
        foreach (var line in metadata.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                return null; // what follows is prose
            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] == ':')
                return line[(name.Length + 1)..].Trim().ToString() is { Length: > 0 } value ? value : null;
        }

        return null;
    }

    [GeneratedRegex("[-_.]+", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();
}
