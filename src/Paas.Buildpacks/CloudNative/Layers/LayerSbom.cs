using System.Collections.Immutable;
using System.Text.Json;
using Paas.Files;

namespace Paas.CloudNative;

/// <summary>
/// Bills of materials that buildpacks write: <c>launch.sbom.cdx.json</c>, <c>&lt;layer&gt;.sbom.spdx.json</c> and so on.
/// Source: buildpacks/spec, buildpack.md, "Software-Bill-of-Materials".
/// </summary>
internal static class LayerSbom
{
    private static readonly (string Extension, string MediaType)[] _formats =
    [
        ("cdx.json", "application/vnd.cyclonedx+json"),
        ("spdx.json", "application/spdx+json"),
        ("syft.json", "application/vnd.syft+json"),
    ];

    /// <summary>Files about a layer, or about <c>launch</c> or <c>build</c>.</summary>
    public static IEnumerable<string> Of(ConfinedDirectory layers, string name) =>
        _formats.Select(format => $"{name}.sbom.{format.Extension}").Where(layers.FileExists);

    /// <summary>Null, or what is wrong with a buildpack's files.</summary>
    public static string? Check(ConfinedDirectory layers, BuildpackDescriptor buildpack)
    {
        foreach (var file in layers.FilesMatching("*.sbom.*"))
        {
            var format = _formats.FirstOrDefault(format => file.EndsWith($".sbom.{format.Extension}", StringComparison.Ordinal));
            if (format.MediaType is null)
                return $"The buildpack {buildpack} wrote the bill of materials '{file}', whose format is none of cdx.json, spdx.json and syft.json.";
            if (!buildpack.SbomFormats.Any(declared => declared.Split(';')[0] == format.MediaType))
                return $"The buildpack {buildpack} wrote the bill of materials '{file}', but its buildpack.toml does not have '{format.MediaType}' in sbom-formats.";
        }

        return null;
    }

    /// <summary>The components that a CycloneDX file names with a package URL; none where it cannot be read.</summary>
    public static ImmutableArray<SoftwareComponent> Components(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("components", out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Where(static entry => entry.ValueKind == JsonValueKind.Object).Select(Component).OfType<SoftwareComponent>()]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static SoftwareComponent? Component(JsonElement entry)
    {
        return Text("name") is { } name && Text("purl") is { } url
            ? new SoftwareComponent(Text("group") is { Length: > 0 } group ? $"{group}/{name}" : name, Text("version") ?? "", url)
            : null;

        string? Text(string key) => entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
