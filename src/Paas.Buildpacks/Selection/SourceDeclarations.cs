using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Paas.Files;
using Tomlyn;
using Tomlyn.Model;

namespace Paas.Selection;

/// <summary>
/// The buildpacks that a source asks for, by the first of <c>project.toml</c>, <c>app.json</c> and <c>.buildpacks</c> that names some. Sources:
/// github.com/buildpacks/spec, extensions/project-descriptor.md; devcenter.heroku.com/articles/app-json-schema; heroku-buildpack-multi.
/// </summary>
internal static class SourceDeclarations
{
    private const string ProjectToml = "project.toml";
    private const string AppJson = "app.json";
    private const string List = ".buildpacks";

    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="PaasException">A file cannot be read; the message says where.</exception>
    public static BuildpackDeclaration? Read(ConfinedDirectory source) =>
        Declare(source, ProjectToml, OfProject) ?? Declare(source, AppJson, OfAppJson) ?? Declare(source, List, OfList);

    private static BuildpackDeclaration? Declare(ConfinedDirectory source, string file, Func<string, IEnumerable<string>> read) =>
        source.ReadText(file) is { } text && read(text).ToImmutableArray() is { Length: > 0 } references ? new BuildpackDeclaration(file, references) : null;

    private static IEnumerable<string> OfProject(string text)
    {
        TomlTable root;
        try
        {
            root = TomlText.Parse(text);
        }
        catch (TomlException exception)
        {
            throw Wrong($"{ProjectToml} is no TOML{TomlText.Where(exception)}: {exception.Message}");
        }

        // Schema 0.2 has [[io.buildpacks.group]], the one before it [[build.buildpacks]].
        var group = Find(root, "io", "buildpacks", "group") ?? Find(root, "build", "buildpacks");
        if (group is null)
            return [];
        if (group is not TomlTableArray entries)
            throw Wrong($"{ProjectToml} has buildpacks that are no list of tables; write [[io.buildpacks.group]] with an id or a uri.");
        return entries.Select(static (entry, index) => (entry.TryGetValue("uri", out var uri) ? uri : entry.TryGetValue("id", out var id) ? id : null) as string
            ?? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{ProjectToml} has a buildpack (number {index + 1}) with neither id nor uri.")));
    }

    private static IEnumerable<string> OfAppJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, _lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("buildpacks", out var list) || list.ValueKind == JsonValueKind.Null)
                return [];
            if (list.ValueKind != JsonValueKind.Array)
                throw Wrong($"{AppJson} has 'buildpacks' that is no list; write [{{\"url\": \"heroku/nodejs\"}}].");
            return [.. list.EnumerateArray().Select(static (entry, index) => UrlOf(entry)
                ?? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{AppJson} has a buildpack (number {index + 1}) without a 'url'.")))];
        }
        catch (JsonException exception)
        {
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{AppJson} is no JSON (line {exception.LineNumber + 1}): {exception.Message}"));
        }
    }

    private static IEnumerable<string> OfList(string text) =>
        text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#');

    private static string? UrlOf(JsonElement entry) => entry.ValueKind switch
    {
        JsonValueKind.String => entry.GetString(),
        JsonValueKind.Object when entry.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String => url.GetString(),
        _ => null,
    };

    private static object? Find(TomlTable table, params ReadOnlySpan<string> path)
    {
        object? value = table;
        foreach (var name in path)
            value = value is TomlTable parent && parent.TryGetValue(name, out var child) ? child : null;
        return value;
    }

    private static PaasException Wrong(string message) => new(PaasErrors.InvalidParams, message);
}
