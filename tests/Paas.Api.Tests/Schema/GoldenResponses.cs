using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paas.Api.Tests.Schema;

/// <summary>
/// The JSON of each resource, as <c>responses.golden</c> has it: a line per field, nulls written out, ids, times and secrets by their
/// kind. <c>UPDATE_GOLDEN=1</c> writes the file anew.
/// </summary>
internal sealed partial class GoldenResponses
{
    /// <summary>Fields whose value depends on the machine or on what was called before.</summary>
    private static readonly HashSet<string> _numbers = ["number", "remaining", "size"];

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _seen = [];

    /// <summary>Adds a resource, unless it is there.</summary>
    public void Add(string resource, JsonElement json)
    {
        if (!_seen.Add(resource))
            return;
        _text.Append(resource).Append('\n');
        foreach (var property in json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Select(static property => (property.Name, property.Value)) : [("", json)])
            _text.Append("  ").Append(property.Name).Append(": ").Append(property.Value.ValueKind == JsonValueKind.Number && _numbers.Contains(property.Name) ? "<number>" : Kinds(property.Value.GetRawText())).Append('\n');
    }

    public async Task EqualAsync([CallerFilePath] string source = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(source)!, "responses.golden");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, _text.ToString());
        else
            Assert.Equal(File.Exists(path) ? await File.ReadAllTextAsync(path) : $"There is no {path}. Set UPDATE_GOLDEN=1 to make it.", _text.ToString(), ignoreLineEndingDifferences: true);
    }

    private static string Kinds(string json)
    {
        json = Id().Replace(json, "<id>");
        json = Time().Replace(json, "<time>");
        json = Address().Replace(json, "$1://<host>/");
        json = Secret().Replace(json, "<secret>");
        json = EndpointName().Replace(json, "\"<name>\"");
        return Pem().Replace(json, "<pem>");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();

    [GeneratedRegex(@"(https?|rendezvous)://(127\.0\.0\.1|localhost):\d+/")]
    private static partial Regex Address();

    [GeneratedRegex(@"PAAS-[A-Za-z0-9_-]{43}|(?<=\*{10})[A-Za-z0-9_-]{4}|(?<=/)[A-Za-z0-9_-]{60,}")]
    private static partial Regex Secret();

    [GeneratedRegex(@"^""[a-z]+-[a-z]+-\d+""$")]
    private static partial Regex EndpointName();

    [GeneratedRegex(@"-----BEGIN [^""]*-----(\\n)?")]
    private static partial Regex Pem();
}
