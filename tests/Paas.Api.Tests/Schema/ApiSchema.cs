using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paas.Api.Tests.Schema;

/// <summary>
/// The published types of the API's responses, as npm's @heroku-cli/schema has them: interfaces of TypeScript that were made from
/// the JSON schema. What an interface names must be there, with a value of its type.
/// </summary>
internal sealed partial class ApiSchema
{
    private readonly Dictionary<string, SchemaType> _types = new(StringComparer.Ordinal);
    private readonly List<string> _tokens;
    private int _at;

    public ApiSchema(string typescript)
    {
        _tokens = [.. Token().Matches(Comment().Replace(typescript, "")).Select(static match => match.Value)];
        while (_at < _tokens.Count)
        {
            if (Next() is not ("interface" or "type"))
                continue;
            var isInterface = _tokens[_at - 1] == "interface";
            var name = Next();
            if (isInterface)
            {
                while (_tokens[_at] != "{")
                    _at++;
                _types[name] = ReadType();
            }
            else if (_tokens[_at] == "=")
            {
                _at++;
                _types[name] = ReadType();
            }
        }
    }

    public int Count => _types.Count;

    /// <summary>What is wrong with a value of a named type; empty when nothing is.</summary>
    public IReadOnlyList<string> Check(string type, JsonElement value)
    {
        var violations = new List<string>();
        Check(_types[type], value, type, violations);
        return violations;
    }

    private void Check(SchemaType type, JsonElement value, string path, List<string> violations)
    {
        switch (type)
        {
            case AnyType:
                break;
            case NamedType { Name: var name } when _types.TryGetValue(name, out var named):
                Check(named, value, path, violations);
                break;
            case NamedType { Name: var name }:
                throw new InvalidOperationException($"The schema has no type {name}.");
            case UnionType union when union.Types.Any(one => Matches(one, value)):
                break;
            case UnionType union:
                // The violations inside say more than "none of these" where only one can be meant.
                var objects = union.Types.OfType<ObjectType>().ToList();
                if (value.ValueKind == JsonValueKind.Object && objects.Count == 1)
                    Check(objects[0], value, path, violations);
                else
                    violations.Add($"{path} is {Shorten(value)}, which it cannot be");
                break;
            case ArrayType array when value.ValueKind == JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Check(array.Item, item, $"{path}[{index}]", violations);
                break;
            case ObjectType map when value.ValueKind == JsonValueKind.Object:
                foreach (var (name, property) in map.Properties)
                {
                    if (value.TryGetProperty(name, out var inner))
                        Check(property, inner, $"{path}.{name}", violations);
                    else
                        violations.Add($"{path}.{name} is missing");
                }

                break;
            default:
                if (!Matches(type, value))
                    violations.Add($"{path} is {Shorten(value)}, not {type}");
                break;
        }
    }

    private bool Matches(SchemaType type, JsonElement value)
    {
        switch (type)
        {
            case PrimitiveType { Name: "string" }:
                return value.ValueKind == JsonValueKind.String;
            case PrimitiveType { Name: "number" }:
                return value.ValueKind == JsonValueKind.Number;
            case PrimitiveType { Name: "boolean" }:
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
            case PrimitiveType { Name: "null" }:
                return value.ValueKind == JsonValueKind.Null;
            case LiteralType literal:
                return value.ValueKind == JsonValueKind.String && value.GetString() == literal.Value;
            case PrimitiveType:
                return false;
            default:
                var violations = new List<string>();
                if (type is ArrayType && value.ValueKind != JsonValueKind.Array || type is ObjectType && value.ValueKind != JsonValueKind.Object)
                    return false;
                Check(type, value, "", violations);
                return violations.Count == 0;
        }
    }

    private SchemaType ReadType()
    {
        if (_tokens[_at] == "|")
            _at++;
        var types = new List<SchemaType> { ReadOne() };
        while (_at < _tokens.Count && _tokens[_at] == "|")
        {
            _at++;
            types.Add(ReadOne());
        }

        return types.Count == 1 ? types[0] : new UnionType(types);
    }

    private SchemaType ReadOne()
    {
        var token = Next();
        SchemaType type;
        if (token == "{")
        {
            type = ReadObject();
        }
        else if (token == "(")
        {
            type = ReadType();
            _at++;
        }
        else if (token[0] == '\'')
        {
            type = new LiteralType(token.Trim('\''));
        }
        else
        {
            type = token switch
            {
                "any" or "unknown" => new AnyType(),
                "string" or "number" or "boolean" or "null" => new PrimitiveType(token),
                _ => new NamedType(token),
            };
        }

        while (_at + 1 < _tokens.Count && _tokens[_at] == "[" && _tokens[_at + 1] == "]")
        {
            _at += 2;
            type = new ArrayType(type);
        }

        return type;
    }

    private ObjectType ReadObject()
    {
        var properties = new Dictionary<string, SchemaType>(StringComparer.Ordinal);
        while (_tokens[_at] != "}")
        {
            if (_tokens[_at] == "[")
            {
                _at += 5; // [k: string] says that there may be more
                _at++;
                ReadType();
                continue;
            }

            var name = Next().Trim('\'');
            if (_tokens[_at] == "?")
                _at++;
            _at++;
            properties[name] = ReadType();
        }

        _at++;
        return new ObjectType(properties);
    }

    private string Next() => _tokens[_at++];

    private static string Shorten(JsonElement value) => value.GetRawText() is { Length: > 80 } text ? text[..77] + "..." : value.GetRawText();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"'[^']*'|[A-Za-z_]\w*|[{}\[\]():?|=]")]
    private static partial Regex Token();
}
