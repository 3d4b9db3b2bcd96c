using Microsoft.AspNetCore.Http;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Buildpacks;

/// <summary>The buildpacks of an app, and the registry of those that this platform has.</summary>
internal sealed class BuildpackEndpoints(IEnumerable<IBuildpack> buildpacks, IBuildpackResolver? resolver = null) : IApiEndpoints
{
    private readonly string[] _builtIn = [.. buildpacks.Select(static buildpack => buildpack.Name)];

    /// <summary>The host's registry may change at any time.</summary>
    private IEnumerable<string> Names => resolver is null ? _builtIn : _builtIn.Concat(resolver.Names).Distinct(StringComparer.Ordinal);

    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/buildpack-installations", static call => Task.FromResult(Show(call.App)));
        routes.Put("/apps/{app}/buildpack-installations", UpdateAsync);

        // The registry is another server at Heroku, which asks nobody who they are.
        routes.Open("GET", "/buildpacks", SearchAsync);
        routes.Open("GET", "/buildpacks/{buildpack}", http => ApiAnswer.Ok(EntryOf(Find(http)), ApiJson.Default.RegistryEntry).WriteAsync(http));
        routes.Open("GET", "/buildpacks/{buildpack}/revisions", http => ApiAnswer.Ok<IEnumerable<RegistryRevision>>([RegistryRevision.Of(Find(http))], ApiJson.Default.IEnumerableRegistryRevision).WriteAsync(http));
        routes.Open("GET", "/buildpacks/{buildpack}/readme", http => { Find(http); return ApiAnswer.Ok(new RegistryReadme("", "utf-8"), ApiJson.Default.RegistryReadme).WriteAsync(http); });
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var changes = await call.ReadAsync(ApiJson.Default.BuildpackChanges);
        var updates = changes.Updates ?? throw ApiException.Invalid("The field 'updates' is missing. Give a list of {\"buildpack\"}.");
        return Show(await call.Platform.Apps.UpdateAsync(call.AppId, new AppUpdate { Buildpacks = [.. updates.Select(static update => update.ToName())] }, call.Aborted));
    }

    private static ApiAnswer Show(App app) => ApiAnswer.Ok<IEnumerable<BuildpackInstallation>>(
        [.. app.Buildpacks.Select(static (name, index) => new BuildpackInstallation(index, BuildpackReference.Of(name)))], ApiJson.Default.IEnumerableBuildpackInstallation);

    private Task SearchAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var (spaces, names, text) = (query["in[namespace][]"], query["in[name][]"], query["like[description]"].ToString());
        var found = Names.Select(EntryOf).Where(entry =>
            (spaces.Count == 0 || spaces.Contains(entry.Namespace)) && (names.Count == 0 || names.Contains(entry.Name))
            && entry.Description.Contains(text, StringComparison.OrdinalIgnoreCase));
        return ApiAnswer.Ok<IEnumerable<RegistryEntry>>([.. found], ApiJson.Default.IEnumerableRegistryEntry).WriteAsync(http);
    }

    private RegistryEntry EntryOf(string name) => RegistryEntry.Of(name, builtIn: _builtIn.Contains(name));

    private string Find(HttpContext http)
    {
        var wanted = Uri.UnescapeDataString((string)http.Request.RouteValues["buildpack"]!);
        return Names.FirstOrDefault(name => name == wanted || RegistryEntry.IdOf(name).ToString() == wanted) ?? throw ApiException.NotFound("buildpack");
    }
}
