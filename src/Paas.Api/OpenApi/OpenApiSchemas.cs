using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Paas.Api.OpenApi;

/// <summary>The JSON schemas of bodies, made from the types that the API reads and writes, each once under <c>components/schemas</c>.</summary>
internal sealed class OpenApiSchemas
{
    private static readonly JsonSchemaExporterOptions _options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    private readonly Dictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);

    /// <summary>All that were asked for, by name.</summary>
    public JsonObject All => new(_schemas.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.DeepClone())));

    /// <summary>A reference to the schema of a type; a list is an array of its items.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isAnswer">Every field is always there, which a request need not have.</param>
    public JsonNode Of(JsonTypeInfo type, bool isAnswer)
    {
        var clr = type.Type;
        if (clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            return new JsonObject { ["type"] = "array", ["items"] = Of(type.Options.GetTypeInfo(clr.GetGenericArguments()[0]), isAnswer) };
        if (type.Kind == JsonTypeInfoKind.Dictionary)
            return ConfigVars(isAnswer);

        var name = clr.Name.EndsWith("Body", StringComparison.Ordinal) ? clr.Name[..^4] : clr.Name;
        if (!_schemas.ContainsKey(name))
        {
            var schema = type.GetJsonSchemaAsNode(_options);
            if (schema is JsonObject root)
                root["type"] = "object"; // the exporter lets a whole body be null
            if (isAnswer)
                Require(schema);
            _schemas[name] = schema;
        }

        return new JsonObject { ["$ref"] = "#/components/schemas/" + name };
    }

    private static JsonObject ConfigVars(bool isAnswer) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = isAnswer ? "string" : new JsonArray("string", "number", "boolean", "null") },
    };

    private static void Require(JsonNode schema)
    {
        if (schema is not JsonObject node)
            return;
        if (node["properties"] is JsonObject properties)
        {
            node["required"] = new JsonArray([.. properties.Select(static pair => JsonValue.Create(pair.Key))]);
            foreach (var (_, property) in properties)
                Require(property!);
        }

        if (node["items"] is { } items)
            Require(items);
    }

    /// <summary>What the exporter cannot look into, since it has a converter of its own.</summary>
    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(DateTimeOffset?))
            return new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" };
        // "true" says the same, but not every reader knows it.
        return schema is JsonObject ? schema : new JsonObject();
    }
}
