using Microsoft.Extensions.Options;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Local;

namespace Paas.Api.Apps;

/// <summary>Makes the API's picture of apps.</summary>
internal sealed class AppBodies(LocalAddresses addresses, IOptions<ApiOptions> options, IOptions<PaasOptions> paas)
{
    public async Task<AppBody> ShowAsync(App app, ApiCall call) => Show(app, call, await OwnersAsync([app], call));

    /// <summary>Apps by name.</summary>
    public async Task<ApiAnswer> ListAsync(IEnumerable<App> apps, ApiCall call)
    {
        var list = apps.ToList();
        var owners = await OwnersAsync(list, call);
        return ApiAnswer.List([.. list.Select(app => Show(app, call, owners))], ApiJson.Default.IEnumerableAppBody,
            [.. Keys.Of<AppBody>(static app => app.Id, static app => app.Name), ListKey<AppBody>.Time("updated_at", static app => app.UpdatedAt)]);
    }

    private async Task<OwnerNames> OwnersAsync(IReadOnlyList<App> apps, ApiCall call)
    {
        var ids = apps.Select(static app => app.OwnerId).OfType<Guid>().Where(id => id != call.Caller.AccountId).Distinct().ToList();
        var teams = apps.Any(static app => app.TeamId is not null) ? await call.Platform.Accounts.Teams.ListAsync(call.Aborted) : [];
        return new OwnerNames(
            ids.Count == 0 ? new Dictionary<Guid, string>() : (await call.Platform.Accounts.Users.FindAsync(ids, call.Aborted)).ToDictionary(static pair => pair.Key, static pair => pair.Value.Email),
            teams.ToDictionary(static team => team.Id, static team => team.Name),
            await call.UserAsync(paas.Value.DefaultActor));
    }

    private AppBody Show(App app, ApiCall call, OwnerNames owners) => new()
    {
        Acm = app.AutomaticCertificates,
        BuildStack = NamedReference.Derived("stack", app.Stack),
        CreatedAt = app.CreatedAt,
        GitUrl = GitUrl(app, call),
        Id = app.Id,
        Maintenance = app.Maintenance,
        Name = app.Name,
        Locked = app.Locked,
        Owner = OwnerOf(app, call, owners),
        Team = app.TeamId is { } team ? new NamedReference(team, owners.Teams.GetValueOrDefault(team) ?? "") : null,
        ReleasedAt = app.ReleasedAt,
        SlugSize = app.Slug?.Size,
        BuildpackProvidedDescription = app.Slug?.Language,
        Stack = NamedReference.Derived("stack", app.Slug?.Stack ?? app.Stack),
        UpdatedAt = app.UpdatedAt,
        WebUrl = (app.WebUrl ?? new Uri($"http://{app.Name}.{paas.Value.BaseDomain}/")).AbsoluteUri,
    };

    private static UserReference OwnerOf(App app, ApiCall call, OwnerNames owners) => app switch
    {
        // Clients tell a team's app by the address of its owner.
        { TeamId: { } team } => new UserReference(team, (owners.Teams.GetValueOrDefault(team) ?? "") + "@herokumanager.com"),
        { OwnerId: null } => owners.Platform,
        { OwnerId: { } owner } when owner == call.Caller.AccountId => new UserReference(owner, call.Caller.Email),
        { OwnerId: { } owner } => new UserReference(owner, owners.Users.GetValueOrDefault(owner) ?? ""),
    };

    public string GitUrl(App app, ApiCall call) => new Uri(GitHost(call), app.Name + ".git").AbsoluteUri;

    private Uri GitHost(ApiCall call) => options.Value.GitUrl ?? addresses.Tls ?? call.BaseUrl;
}
