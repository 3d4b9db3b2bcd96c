using System.Text.Json;

namespace Paas.Api.Tests.OpenApi;

/// <summary>Checks answers against the OpenAPI document: as much of JSON schema as the document uses, and no field that it does not know.</summary>
internal sealed class OpenApiCheck(JsonElement document)
{
    public IReadOnlyList<string> Check(string method, string path, int status, JsonElement answer)
    {
        var segments = path.Split('?')[0].Split('/');
        var pattern = document.GetProperty("paths").EnumerateObject()
            .Where(candidate => candidate.Value.TryGetProperty(method.ToLowerInvariant(), out _) && Fits(candidate.Name.Split('/'), segments))
            .OrderBy(static candidate => candidate.Name.Count(static c => c == '{')).FirstOrDefault();
        if (pattern.Value.ValueKind == JsonValueKind.Undefined)
            return ["it is not in the document"];
        if (!pattern.Value.GetProperty(method.ToLowerInvariant()).GetProperty("responses").TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var response))
            return [$"the document knows no answer {status}"];
        var violations = new List<string>();
        if (response.TryGetProperty("content", out var content))
            Check(content.GetProperty("application/json").GetProperty("schema"), answer, "$", violations);
        return violations;
    }

    private static bool Fits(string[] pattern, string[] segments) =>
        pattern.Length == segments.Length && pattern.Zip(segments).All(static pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    private void Check(JsonElement schema, JsonElement value, string at, List<string> violations)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value, at, violations);
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
        {
            violations.Add($"{at} is {TypeOf(value)}, not {type}");
            return;
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
                Check(items, item, $"{at}[{index}]", violations);
        }

        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
            return;
        foreach (var name in schema.GetProperty("required").EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            violations.Add($"{at}.{name} is missing");
        foreach (var property in value.EnumerateObject())
        {
            if (properties.TryGetProperty(property.Name, out var inner))
                Check(inner, property.Value, $"{at}.{property.Name}", violations);
            else
                violations.Add($"{at}.{property.Name} is not in the document");
        }
    }

    private static string[] Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(static one => one.GetString()!)] : [type.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
