using System.Collections.Immutable;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Features;

/// <summary>The features of an app.</summary>
internal sealed class AppFeatureEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/features", static call => Task.FromResult(ApiAnswer.List(
            AppFeatureBody.All(call.App), ApiJson.Default.IEnumerableAppFeatureBody, Keys.Of<AppFeatureBody>(static feature => feature.Id, static feature => feature.Name))));
        routes.Get("/apps/{app}/features/{app-feature}", static call => Task.FromResult(Show(call, call.App)));
        routes.Patch("/apps/{app}/features/{app-feature}", UpdateAsync);
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var change = await call.ReadAsync(ApiJson.Default.AppFeatureChange);
        var enabled = change.Enabled ?? throw ApiException.Invalid("The field 'enabled' is missing. Give true or false.");
        var features = ImmutableDictionary<string, bool>.Empty.Add(Find(call, call.App).Name, enabled);
        return Show(call, await call.Platform.Apps.UpdateAsync(call.AppId, new AppUpdate { Features = features }, call.Aborted));
    }

    private static ApiAnswer Show(ApiCall call, App app) => ApiAnswer.Ok(Find(call, app), ApiJson.Default.AppFeatureBody);

    private static AppFeatureBody Find(ApiCall call, App app)
    {
        var wanted = call.Path("app-feature");
        return AppFeatureBody.All(app).FirstOrDefault(feature => feature.Name == wanted || feature.Id.ToString() == wanted) ?? throw ApiException.NotFound("app_feature");
    }
}
