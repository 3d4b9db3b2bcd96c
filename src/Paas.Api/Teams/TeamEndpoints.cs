using Paas.Api.Apps;
using Paas.Api.Features;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Sharing;

namespace Paas.Api.Teams;

/// <summary>Teams, their members and their apps.</summary>
internal sealed class TeamEndpoints(AppBodies bodies) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/teams", static async call => ApiAnswer.List(
            [.. (await call.Platform.Accounts.Teams.ListAsync(call.Aborted)).Select(TeamBody.Of)], ApiJson.Default.IEnumerableTeamBody, Keys.Of<TeamBody>(static team => team.Id, static team => team.Name)));
        routes.Post("/teams", CreateAsync);
        routes.Get("/teams/permissions", static _ => Task.FromResult(ApiAnswer.Ok<IEnumerable<PermissionBody>>(
            PermissionBody.Of(AppPermissions.All), ApiJson.Default.IEnumerablePermissionBody)));
        routes.Get("/teams/{team}", static async call => Show(await call.Platform.Accounts.Teams.GetAsync(call.Path("team"), call.Aborted)));
        routes.Patch("/teams/{team}", RenameAsync);
        routes.Delete("/teams/{team}", static async call => Show(await call.Platform.Accounts.Teams.DeleteAsync(call.Path("team"), call.Aborted)));
        routes.Get("/teams/{team}/members", static async call => ApiAnswer.List(
            [.. (await call.Platform.Accounts.Teams.ListMembersAsync(call.Path("team"), call.Aborted)).Select(TeamMemberBody.Of)], ApiJson.Default.IEnumerableTeamMemberBody, Keys.Of<TeamMemberBody>(static member => member.Id, static member => member.Email)));
        routes.Put("/teams/{team}/members", SetMemberAsync);
        routes.Post("/teams/{team}/members", SetMemberAsync);
        routes.Patch("/teams/{team}/members", SetMemberAsync);
        routes.Delete("/teams/{team}/members/{team-member}", static async call =>
            ApiAnswer.Ok(TeamMemberBody.Of(await call.Platform.Accounts.Teams.RemoveMemberAsync(call.Path("team"), call.Path("team-member"), call.Aborted)), ApiJson.Default.TeamMemberBody));
        routes.Get("/teams/{team}/features", ListFeaturesAsync);
        routes.Get("/teams/{team}/invitations", EmptyAsync);
        routes.Get("/teams/{team}/addons", EmptyAsync);
        routes.Get("/teams/{team}/apps", ListAppsAsync);
        routes.Post("/teams/apps", CreateAppAsync);
        routes.Get("/teams/apps/{app}", async call => ApiAnswer.Ok(await bodies.ShowAsync(call.App, call), ApiJson.Default.AppBody));
        routes.Patch("/teams/apps/{app}", ChangeAppAsync);
    }

    private static async Task<ApiAnswer> EmptyAsync(ApiCall call)
    {
        await call.Platform.Accounts.Teams.GetAsync(call.Path("team"), call.Aborted);
        return ApiAnswer.Ok<IEnumerable<IdReference>>([], ApiJson.Default.IEnumerableIdReference);
    }

    /// <summary>Whoever gives somebody access to a team's app says which permissions; the client asks for them when it sees this feature.</summary>
    private static async Task<ApiAnswer> ListFeaturesAsync(ApiCall call)
    {
        await call.Platform.Accounts.Teams.GetAsync(call.Path("team"), call.Aborted);
        const string name = "org-access-controls";
        IReadOnlyList<AppFeatureBody> features =
        [
            new()
            {
                Description = "Permissions of each collaborator of an app: deploy, operate, manage",
                DisplayName = "App permissions",
                DocUrl = "https://devcenter.heroku.com/articles/app-permissions",
                Enabled = true,
                Id = DerivedId.Of("team-feature", name),
                Name = name,
                State = "general",
            },
        ];
        return ApiAnswer.List(features, ApiJson.Default.IEnumerableAppFeatureBody, Keys.Of<AppFeatureBody>(static feature => feature.Id, static feature => feature.Name));
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.TeamRequest);
        var team = await call.Platform.Accounts.Teams.CreateAsync(body.Name ?? throw ApiException.Invalid("The field 'name' is missing."), call.Aborted);
        return ApiAnswer.Created(TeamBody.Of(team), ApiJson.Default.TeamBody);
    }

    private static async Task<ApiAnswer> RenameAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.TeamRequest);
        return Show(body.Name is { } name ? await call.Platform.Accounts.Teams.RenameAsync(call.Path("team"), name, call.Aborted) : await call.Platform.Accounts.Teams.GetAsync(call.Path("team"), call.Aborted));
    }

    private static async Task<ApiAnswer> SetMemberAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.TeamRequest);
        if (!Enum.TryParse<TeamRole>(body.Role ?? "member", ignoreCase: true, out var role) || !Enum.IsDefined(role))
            throw ApiException.Invalid("The field 'role' must be admin, member, viewer or collaborator.");
        var member = await call.Platform.Accounts.Teams.SetMemberAsync(call.Path("team"), body.Email ?? throw ApiException.Invalid("The field 'email' is missing."), role, call.Aborted);
        return ApiAnswer.Ok(TeamMemberBody.Of(member), ApiJson.Default.TeamMemberBody);
    }

    private async Task<ApiAnswer> ListAppsAsync(ApiCall call)
    {
        var team = await call.Platform.Accounts.Teams.GetAsync(call.Path("team"), call.Aborted);
        return await bodies.ListAsync((await call.Platform.Apps.ListAsync(call.Aborted)).Where(app => app.TeamId == team.Id), call);
    }

    private async Task<ApiAnswer> CreateAppAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.TeamRequest);
        var app = body.Team is { } team ? await call.Platform.Accounts.Teams.CreateAppAsync(team, body.Name, call.Aborted) : await call.Platform.Apps.CreateAsync(body.Name, call.Aborted);
        return ApiAnswer.Created(await bodies.ShowAsync(app, call), ApiJson.Default.AppBody);
    }

    private async Task<ApiAnswer> ChangeAppAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.TeamRequest);
        if (body.Owner is { } owner)
            await call.Platform.Accounts.Transfers.CreateAsync(call.AppId, owner, call.Aborted);
        var app = body.Locked is { } locked
            ? await call.Platform.Accounts.Collaborators.LockAsync(call.AppId, locked, call.Aborted)
            : await call.Platform.Apps.GetAsync(call.AppId, call.Aborted);
        return ApiAnswer.Ok(await bodies.ShowAsync(app, call), ApiJson.Default.AppBody);
    }

    private static ApiAnswer Show(Team team) => ApiAnswer.Ok(TeamBody.Of(team), ApiJson.Default.TeamBody);
}
