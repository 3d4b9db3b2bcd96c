using Microsoft.Extensions.Options;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Formations;

/// <summary>The formation of an app.</summary>
internal sealed class FormationEndpoints(IOptions<PaasOptions> options) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/formation", async call => List(call, await call.Platform.Formations.GetAsync(call.AppId, call.Aborted)));
        routes.Get("/apps/{app}/formation/{formation}", async call => Pick(call, await call.Platform.Formations.GetAsync(call.AppId, call.Aborted)));
        routes.Patch("/apps/{app}/formation", UpdateAsync);
        routes.Patch("/apps/{app}/formation/{formation}", UpdateOneAsync);
    }

    private async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var changes = await call.ReadAsync(ApiJson.Default.FormationChanges);
        var updates = changes.Updates ?? throw ApiException.Invalid("The field 'updates' is missing. Give a list of {\"type\", \"quantity\", \"size\"}.");
        return List(call, await call.Platform.Formations.UpdateAsync(call.AppId, [.. updates.Select(static update => update.ToUpdate())], call.Aborted));
    }

    private async Task<ApiAnswer> UpdateOneAsync(ApiCall call)
    {
        var type = Find(call, await call.Platform.Formations.GetAsync(call.AppId, call.Aborted)).Type;
        var change = await call.ReadAsync(ApiJson.Default.FormationChange);
        return Pick(call, await call.Platform.Formations.UpdateAsync(call.AppId, [change.ToUpdate(type)], call.Aborted));
    }

    private ApiAnswer List(ApiCall call, IReadOnlyList<ProcessFormation> formation) =>
        ApiAnswer.List([.. formation.Select(process => Show(call, process))], ApiJson.Default.IEnumerableFormationBody,
            Keys.Of<FormationBody>(static body => body.Id, static body => body.Type)[1], new ListKey<FormationBody>("type", static body => body.Type));

    private ApiAnswer Pick(ApiCall call, IReadOnlyList<ProcessFormation> formation) =>
        ApiAnswer.Ok(Show(call, Find(call, formation)), ApiJson.Default.FormationBody);

    private static ProcessFormation Find(ApiCall call, IReadOnlyList<ProcessFormation> formation)
    {
        var wanted = call.Path("formation");
        return formation.FirstOrDefault(process => process.Type == wanted || FormationBody.IdOf(call.App, process.Type).ToString() == wanted)
            ?? throw ApiException.NotFound("formation");
    }

    private FormationBody Show(ApiCall call, ProcessFormation process) => FormationBody.From(call.App, process, SizeNames.Display(options.Value, process.Size));
}
