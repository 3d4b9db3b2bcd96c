using Paas.Access.Store;
using Paas.Apps;

namespace Paas.Access.Sharing;

/// <summary>The default <see cref="IAuthorizer"/>: owners, collaborators and teams.</summary>
internal sealed class AppAuthorizer(AppDirectory apps, AccessStore store) : IAuthorizer
{
    public async ValueTask<IReadOnlyList<AppPermissions>> GetPermissionsAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(ids);
        await apps.WhenReadyAsync(cancellationToken);
        var permissions = new AppPermissions[ids.Count];
        var roles = new Dictionary<Guid, TeamRole?>();
        for (var i = 0; i < permissions.Length; i++)
        {
            if (apps.Find(ids[i]) is { Model: { Destroyed: false } model })
                permissions[i] = PermissionRules.Of(await StandingAsync(model), caller.Scopes);
        }

        return permissions;

        async ValueTask<AppStanding> StandingAsync(AppModel model) => new(
            caller.IsPlatformOwner,
            model.App.OwnerId == caller.AccountId,
            model.Document.Access.TryGetValue(caller.AccountId, out var access) ? access.Permissions : null,
            model.App.TeamId is not null,
            model.App.TeamId is { } team && !caller.IsPlatformOwner ? await RoleAsync(team) : null);

        async ValueTask<TeamRole?> RoleAsync(Guid team)
        {
            if (!roles.TryGetValue(team, out var role))
                roles[team] = role = (await store.ReadAsync(AccessKeys.Team(team), AccessJson.Default.TeamDocument, cancellationToken))?.Value.RoleOf(caller.AccountId);
            return role;
        }
    }
}
