using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Paas.Node;

/// <summary>What a build needs of a <c>package.json</c>. Source: docs.npmjs.com/cli/configuring-npm/package-json.</summary>
internal sealed record PackageManifest
{
    /// <summary>Version ranges by tool (<c>node</c>, <c>npm</c>, <c>yarn</c>, <c>pnpm</c>).</summary>
    public ImmutableDictionary<string, string> Engines { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Commands by script name.</summary>
    public ImmutableDictionary<string, string> Scripts { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Corepack's field without its hash, such as <c>pnpm@9.1.0</c>.</summary>
    public string? PackageManager { get; init; }

    /// <summary>Specifiers by name of what the app needs at run time, optional ones too.</summary>
    public ImmutableDictionary<string, string> Dependencies { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Specifiers by name of what only its build needs.</summary>
    public ImmutableDictionary<string, string> DevelopmentDependencies { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether further packages of the source belong to it.</summary>
    public bool HasWorkspaces { get; init; }

    /// <summary>Directories that the app wants to keep between builds.</summary>
    public ImmutableArray<string> CacheDirectories { get; init; } = [];

    public static bool TryParse(string json, [NotNullWhen(true)] out PackageManifest? manifest, [NotNullWhen(false)] out string? error)
    {
        manifest = null;
        error = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                error = "package.json must hold a JSON object: { \"name\": …, \"dependencies\": { … } }.";
                return false;
            }

            manifest = new PackageManifest
            {
                Engines = Strings(root, "engines"),
                Scripts = Strings(root, "scripts"),
                PackageManager = Text(root, "packageManager")?.Split('+')[0],
                Dependencies = Strings(root, "dependencies").SetItems(Strings(root, "optionalDependencies")),
                DevelopmentDependencies = Strings(root, "devDependencies"),
                HasWorkspaces = root.TryGetProperty("workspaces", out _),
                CacheDirectories = [.. Texts(root, "cacheDirectories"), .. Texts(root, "cache_directories")],
            };
            return true;
        }
        catch (JsonException exception)
        {
            error = $"package.json is not valid JSON: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}. " +
                "Look there for a missing quote, a trailing comma or a comment; 'node -p \"require('./package.json')\"' checks it.";
            return false;
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ImmutableDictionary<string, string> Strings(JsonElement parent, string name)
    {
        var strings = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String)
                    strings[property.Name] = property.Value.GetString()!;
            }
        }

        return strings.ToImmutable();
    }

    private static IEnumerable<string> Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)
            : [];
}
