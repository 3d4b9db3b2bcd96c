using System.Text.Json;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Config;

/// <summary>Config vars: a flat object of strings; null removes.</summary>
internal sealed class ConfigVarEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/config-vars", ShowAsync);
        routes.Patch("/apps/{app}/config-vars", UpdateAsync);
    }

    private static async Task<ApiAnswer> ShowAsync(ApiCall call) =>
        ApiAnswer.Ok<IReadOnlyDictionary<string, string>>(await call.Platform.Config.GetAsync(call.AppId, call.Aborted), ApiJson.Default.IReadOnlyDictionaryStringString);

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.DictionaryStringJsonElement);
        var changes = body.ToDictionary(static pair => pair.Key, static pair => Text(pair.Key, pair.Value), StringComparer.Ordinal);
        await call.Platform.Config.UpdateAsync(call.AppId, changes, call.Aborted);
        return await ShowAsync(call);
    }

    private static string? Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw ApiException.Invalid($"The value of {name} must be a string, or null to remove it."),
    };
}
