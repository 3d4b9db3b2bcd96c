using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Sharing;

/// <summary>Who has access to an app; below <c>/teams/apps</c> the same, with single permissions.</summary>
internal sealed class CollaboratorEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        foreach (var prefix in new[] { "/apps/{app}", "/teams/apps/{app}" })
        {
            routes.Get(prefix + "/collaborators", static async call => ApiAnswer.List(
                [.. (await call.Platform.Accounts.Collaborators.ListAsync(call.AppId, call.Aborted)).Select(access => CollaboratorBody.Of(call.App, access))],
                ApiJson.Default.IEnumerableCollaboratorBody, Keys.Of<CollaboratorBody>(static access => access.Id)));
            routes.Post(prefix + "/collaborators", AddAsync);
            routes.Get(prefix + "/collaborators/{collaborator}", static async call => Show(call, await FindAsync(call)));
            routes.Delete(prefix + "/collaborators/{collaborator}", static async call =>
                Show(call, await call.Platform.Accounts.Collaborators.RemoveAsync(call.AppId, (await FindAsync(call)).AccountId.ToString(), call.Aborted)));
        }

        routes.Patch("/teams/apps/{app}/collaborators/{collaborator}", UpdateAsync);
    }

    private static async Task<ApiAnswer> AddAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.CollaboratorRequest);
        var user = body.User ?? throw ApiException.Invalid("The field 'user' is missing. Give an e-mail address.");
        var access = call.App.TeamId is not null && call.IsCaller(user)
            ? await call.Platform.Accounts.Collaborators.JoinAsync(call.AppId, call.Aborted)
            : await call.Platform.Accounts.Collaborators.AddAsync(call.AppId, user, Permissions(body), call.Aborted);
        return ApiAnswer.Created(CollaboratorBody.Of(call.App, access), ApiJson.Default.CollaboratorBody);
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.CollaboratorRequest);
        var permissions = Permissions(body) ?? throw ApiException.Invalid("The field 'permissions' is missing. Give a list such as [\"view\", \"deploy\"].");
        return Show(call, await call.Platform.Accounts.Collaborators.UpdateAsync(call.AppId, (await FindAsync(call)).AccountId.ToString(), permissions, call.Aborted));
    }

    private static AppPermissions? Permissions(CollaboratorRequest body) => body.Permissions is { } names
        ? PermissionBody.Parse(names) ?? throw ApiException.Invalid("The field 'permissions' has an unknown permission. There are: view, deploy, operate, manage.")
        : null;

    private static async Task<Collaborator> FindAsync(ApiCall call)
    {
        var wanted = call.Path("collaborator");
        return (await call.Platform.Accounts.Collaborators.ListAsync(call.AppId, call.Aborted)).FirstOrDefault(access =>
                string.Equals(access.Email, wanted, StringComparison.OrdinalIgnoreCase) || access.Id.ToString() == wanted || access.AccountId.ToString() == wanted)
            ?? throw ApiException.NotFound("collaborator");
    }

    private static ApiAnswer Show(ApiCall call, Collaborator access) => ApiAnswer.Ok(CollaboratorBody.Of(call.App, access), ApiJson.Default.CollaboratorBody);
}
