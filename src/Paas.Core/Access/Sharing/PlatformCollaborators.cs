using Paas.Access.Accounts;
using Paas.Access.Guards;
using Paas.Access.Store;
using Paas.Apps;
using Paas.Engine;

namespace Paas.Access.Sharing;

/// <summary>Access to apps is in the app's document, so that only its mailbox changes it.</summary>
internal sealed class PlatformCollaborators(EngineServices engine, AccessStore store, AccountStore accounts, NewAccounts newAccounts, AppGuard guard) : ICollaborators
{
    private const int MaxCollaborators = 500;

    public async Task<IReadOnlyList<Collaborator>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var model = await FindAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);
        var team = await TeamAsync(model, cancellationToken);
        var owners = team?.Members.Where(static member => member.Value.Role == TeamRole.Admin).Select(static member => member.Key).ToList() ?? [model.App.OwnerId ?? accounts.Owner.AccountId];
        var shown = new List<Collaborator>();
        foreach (var id in owners.Concat(model.Document.Access.Keys.Except(owners)))
        {
            if (await accounts.FindAsync(id, cancellationToken) is { } account)
                shown.Add(Show(model, team, account.Value.Account));
        }

        return [.. shown.OrderBy(static collaborator => collaborator.Role is not ("owner" or "admin")).ThenBy(static collaborator => collaborator.Email, StringComparer.OrdinalIgnoreCase)];
    }

    public Task<Collaborator> AddAsync(string app, string user, AppPermissions? permissions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return guard.ChangeAsync("collaborators.add", app, AppAction.ManageAccess, EmailAddress.Shorten(user), async id =>
        {
            var given = Check(permissions ?? ((await FindAsync(id, cancellationToken)).App.TeamId is null ? PermissionRules.Personal : AppPermissions.View));
            var account = await store.ChangeAsync(changes => newAccounts.FindOrInviteAsync(changes, user));
            return await AddAsync(id, account, given, cancellationToken);
        }, cancellationToken);
    }

    public Task<Collaborator> UpdateAsync(string app, string user, AppPermissions permissions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return guard.ChangeAsync("collaborators.update", app, AppAction.ManageAccess, EmailAddress.Shorten(user), async id =>
        {
            var account = await AccountAsync(user, cancellationToken);
            return await CommitAsync(id, account, access => access is null
                ? throw NoCollaborator(user)
                : access with { Permissions = Check(permissions), UpdatedAt = engine.Time.GetUtcNow() }, cancellationToken);
        }, cancellationToken);
    }

    public async Task<Collaborator> RemoveAsync(string app, string user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var leaves = user == "~" || (await accounts.FindAsync(user, cancellationToken))?.Value.Account.Id == guard.Caller.AccountId || user == guard.Caller.AccountId.ToString();
        return await guard.ChangeAsync("collaborators.remove", app, leaves ? AppAction.View : AppAction.ManageAccess, EmailAddress.Shorten(user), async id =>
        {
            var account = await AccountAsync(user, cancellationToken);
            Collaborator? removed = null;
            await engine.InvokeAsync(id, async state =>
            {
                var document = state.Model.Document;
                if (!document.Access.ContainsKey(account.Id))
                    throw NoCollaborator(user);
                removed = Show(state.Model, await TeamAsync(state.Model, CancellationToken.None), account);
                await engine.Commits.CommitAsync(state, document with { Access = document.Access.Remove(account.Id) });
                return true;
            }, cancellationToken);
            return removed!;
        }, cancellationToken);
    }

    public Task<Collaborator> JoinAsync(string app, CancellationToken cancellationToken) =>
        guard.ChangeAsync("collaborators.join", app, AppAction.View, null, async id =>
        {
            guard.RequireWriteScope();
            var model = await FindAsync(id, cancellationToken);
            if ((await TeamAsync(model, cancellationToken))?.RoleOf(guard.Caller.AccountId) is not (TeamRole.Member or TeamRole.Admin))
                throw new PaasException(PaasErrors.Forbidden, $"Only members of the team that owns {model.App.Name} can join it.");
            if (model.App.Locked)
                throw new PaasException(PaasErrors.Forbidden, $"The app {model.App.Name} is locked. Ask somebody who manages it for access.");
            return await AddAsync(id, await AccountAsync("~", cancellationToken), PermissionRules.Personal, cancellationToken);
        }, cancellationToken);

    public Task<App> LockAsync(string app, bool locked, CancellationToken cancellationToken) =>
        guard.ChangeAsync("apps.lock", app, AppAction.ManageAccess, locked ? "locked" : "unlocked", async id =>
            await engine.InvokeAsync(id, async state =>
            {
                if (state.Model.App.TeamId is null)
                    throw new PaasException(PaasErrors.InvalidParams, $"The app {state.Model.App.Name} is personal; only a team's app can be locked.");
                await engine.Commits.CommitAsync(state, state.Model.Document with { App = state.Model.App with { Locked = locked } });
                return state.Model.App;
            }, cancellationToken), cancellationToken);

    private Task<Collaborator> AddAsync(string id, Account account, AppPermissions given, CancellationToken cancellationToken) =>
        CommitAsync(id, account, access => access is null
            ? new AppAccess(Guid.NewGuid(), given, engine.Time.GetUtcNow(), engine.Time.GetUtcNow())
            : throw new PaasException(PaasErrors.InvalidParams, $"{account.Email} is already a collaborator."), cancellationToken);

    private Task<Collaborator> CommitAsync(string id, Account account, Func<AppAccess?, AppAccess> change, CancellationToken cancellationToken) =>
        engine.InvokeAsync(id, async state =>
        {
            var document = state.Model.Document;
            if (account.Id == document.App.OwnerId || (account.IsPlatformOwner && document.App is { OwnerId: null, TeamId: null }))
                throw new PaasException(PaasErrors.InvalidParams, $"{account.Email} owns the app {document.App.Name} and may do everything with it.");
            var changed = document.Access.SetItem(account.Id, change(document.Access.GetValueOrDefault(account.Id)));
            if (changed.Count > MaxCollaborators)
                throw new PaasException(PaasErrors.InvalidParams, $"The app {document.App.Name} has {MaxCollaborators} collaborators already. Make a team of them.");
            await engine.Commits.CommitAsync(state, document with { Access = changed });
            return Show(state.Model, await TeamAsync(state.Model, CancellationToken.None), account);
        }, cancellationToken);

    private async Task<AppModel> FindAsync(string id, CancellationToken cancellationToken) => (await engine.Apps.FindAsync(id, cancellationToken)).Model;

    private async Task<TeamDocument?> TeamAsync(AppModel model, CancellationToken cancellationToken) =>
        model.App.TeamId is { } team ? (await store.ReadAsync(AccessKeys.Team(team), AccessJson.Default.TeamDocument, cancellationToken))?.Value : null;

    private async Task<Account> AccountAsync(string user, CancellationToken cancellationToken)
    {
        var found = user == "~" ? await accounts.FindAsync(guard.Caller.AccountId, cancellationToken)
            : Guid.TryParse(user, out var id) ? await accounts.FindAsync(id, cancellationToken)
            : await accounts.FindAsync(user, cancellationToken);
        return found is null ? throw NoCollaborator(user) : accounts.Show(found.Value);
    }

    private Collaborator Show(AppModel model, TeamDocument? team, Account account)
    {
        var access = model.Document.Access.GetValueOrDefault(account.Id);
        var isOwner = model.App.OwnerId == account.Id || (accounts.IsOwner(account) && model.App is { OwnerId: null, TeamId: null });
        var role = team?.RoleOf(account.Id);
        return new Collaborator
        {
            Id = access?.Id ?? AccountIds.OfOwner($"{model.App.Id}/{account.Id}"),
            AccountId = account.Id,
            Email = account.Email,
            Role = isOwner ? "owner" : role?.ToString().ToLowerInvariant() ?? "collaborator",
            Permissions = PermissionRules.Of(new AppStanding(false, isOwner, access?.Permissions, model.App.TeamId is not null, role)),
            CreatedAt = access?.CreatedAt ?? model.App.CreatedAt,
            UpdatedAt = access?.UpdatedAt ?? model.App.CreatedAt,
        };
    }

    private static AppPermissions Check(AppPermissions permissions) =>
        permissions != AppPermissions.None && (permissions & ~PermissionRules.Givable) == 0
            ? permissions | AppPermissions.View
            : throw new PaasException(PaasErrors.InvalidParams, $"The permissions '{permissions}' cannot be given; give some of view, deploy, operate and manage.");

    private static PaasException NoCollaborator(string user) => new(PaasErrors.NotFound, $"Couldn't find that collaborator '{EmailAddress.Shorten(user)}'.");
}
