using System.Text.Json;

namespace Paas.Node.Lockfiles;

/// <summary><c>package-lock.json</c> and <c>npm-shrinkwrap.json</c>, versions 1 to 3. Source: docs.npmjs.com/cli/configuring-npm/package-lock-json.</summary>
internal static class NpmLockfile
{
    /// <summary>The packages by their place, such as <c>node_modules/a/node_modules/b</c>.</summary>
    public static IEnumerable<(string Place, LockedPackage Package, string? License)> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return root.TryGetProperty("packages", out var packages) ? [.. ReadPackages(packages)]
            : root.TryGetProperty("dependencies", out var dependencies) ? [.. ReadDependencies(dependencies, "")]
            : [];
    }

    private static IEnumerable<(string, LockedPackage, string?)> ReadPackages(JsonElement packages)
    {
        const string modules = "node_modules/";
        foreach (var entry in packages.EnumerateObject())
        {
            var at = entry.Name.LastIndexOf(modules, StringComparison.Ordinal);
            if (at < 0 || Text(entry.Value, "version") is not { } version)
                continue;
            var name = Text(entry.Value, "name") ?? entry.Name[(at + modules.Length)..];
            yield return (entry.Name, new LockedPackage(name, version, Text(entry.Value, "integrity"), []), Text(entry.Value, "license"));
        }
    }

    private static IEnumerable<(string, LockedPackage, string?)> ReadDependencies(JsonElement dependencies, string parent)
    {
        foreach (var entry in dependencies.EnumerateObject())
        {
            var place = $"{parent}node_modules/{entry.Name}";
            if (Text(entry.Value, "version") is { Length: > 0 } version && char.IsAsciiDigit(version[0]))
                yield return (place, new LockedPackage(entry.Name, version, Text(entry.Value, "integrity"), []), null);
            if (entry.Value.TryGetProperty("dependencies", out var nested) && nested.ValueKind == JsonValueKind.Object)
            {
                foreach (var child in ReadDependencies(nested, place + "/"))
                    yield return child;
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
