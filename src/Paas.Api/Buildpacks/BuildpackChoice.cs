using System.Text.Json;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Buildpacks;

/// <summary>A buildpack as clients send it: its address or name in <c>buildpack</c>, <c>url</c> or <c>name</c>, bare or in an object.</summary>
internal sealed record BuildpackChoice
{
    public JsonElement? Buildpack { get; init; }
    public string? Url { get; init; }
    public string? Name { get; init; }

    public string ToName() => BuildpackReference.NameIn(Text(Buildpack) ?? Url ?? Name ?? throw ApiException.Invalid("A buildpack has neither an address nor a name, which is also what the heroku client sends for a name that is not in the platform's registry. Give an address, or a name such as heroku/nodejs."));

    private static string? Text(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } inner when inner.TryGetProperty("url", out var field) || inner.TryGetProperty("name", out field) => Text(field),
        _ => null,
    };
}
