using System.Collections.Immutable;
using System.Text.Json;
using Paas.Components;
using Paas.Files;

namespace Paas.DotNet;

/// <summary>The NuGet packages of an app for its bill of materials, as each program's <c>deps.json</c> names what was published with it.</summary>
internal static class DotNetComponents
{
    public static ImmutableArray<SoftwareComponent> Read(ConfinedDirectory app, IEnumerable<PublishedProject> projects) =>
    [
        .. projects.Where(static project => project.IsExecutable)
            .SelectMany(project => Read(app.ReadText($"{project.PublishDirectory}/{project.AssemblyName}.deps.json")))
            .DistinctBy(static component => component.PackageUrl).OrderBy(static component => component.PackageUrl, StringComparer.Ordinal),
    ];

    public static IEnumerable<SoftwareComponent> Read(string? depsJson)
    {
        if (depsJson is null)
            yield break;

        using var document = JsonDocument.Parse(depsJson);
        if (!document.RootElement.TryGetProperty("libraries", out var libraries))
            yield break;
        foreach (var library in libraries.EnumerateObject())
        {
            if (library.Value.TryGetProperty("type", out var type) && type.GetString() == "package" && library.Name.Split('/') is [var name, var version])
            {
                yield return new SoftwareComponent(name, version, PackageUrl.Create("nuget", name, version))
                {
                    Checksum = PackageUrl.Checksum(library.Value.TryGetProperty("sha512", out var digest) ? digest.GetString() : null),
                };
            }
        }
    }
}
