using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Paas.Files;

namespace Paas.Selection;

/// <summary>
/// The buildpacks that a source asks for, by the first of <c>project.toml</c>, <c>app.json</c> and <c>.buildpacks</c> that names some. Sources:
/// github.com/buildpacks/spec, extensions/project-descriptor.md; devcenter.heroku.com/articles/app-json-schema; heroku-buildpack-multi.
/// </summary>
internal static class SourceDeclarations
{
    private const string AppJson = "app.json";
    private const string List = ".buildpacks";

    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="PaasException">A file cannot be read; the message says where.</exception>
    public static BuildpackDeclaration? Read(ConfinedDirectory source) =>
        OfProject(source) ?? Declare(source, AppJson, OfAppJson) ?? Declare(source, List, OfList);

    private static BuildpackDeclaration? OfProject(ConfinedDirectory source) =>
        ProjectDescriptor.Read(source)?.References(source) is { IsEmpty: false } references ? new BuildpackDeclaration(ProjectDescriptor.File, references) : null;

    private static BuildpackDeclaration? Declare(ConfinedDirectory source, string file, Func<string, IEnumerable<string>> read) =>
        source.ReadText(file) is { } text && read(text).ToImmutableArray() is { Length: > 0 } references ? new BuildpackDeclaration(file, references) : null;

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

    private static PaasException Wrong(string message) => new(PaasErrors.InvalidParams, message);
}
