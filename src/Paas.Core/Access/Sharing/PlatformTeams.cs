using System.Collections.Immutable;
using Paas.Access.Accounts;
using Paas.Access.Guards;
using Paas.Access.Store;
using Paas.Apps;
using Paas.Engine;

namespace Paas.Access.Sharing;

internal sealed class PlatformTeams(EngineServices engine, AccessStore store, TeamStore teams, AccountStore accounts, NewAccounts newAccounts, PlatformApps apps, AppGuard guard) : ITeams
{
    private Guid Account => guard.Caller.AccountId;

    public Task<Team> CreateAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return guard.ChangeAsync("teams.create", name, () =>
        {
            guard.RequireWriteScope();
            AppName.Check(name);
            return store.ChangeAsync(async changes =>
            {
                await CheckFreeAsync(name);
                var now = engine.Time.GetUtcNow();
                var team = new TeamDocument(new Team { Id = Guid.NewGuid(), Name = name, CreatedAt = now, UpdatedAt = now }, ImmutableSortedDictionary<Guid, Membership>.Empty);
                var caller = await accounts.FindAsync(Account, CancellationToken.None) ?? throw NewAccounts.UserNotFound(guard.Caller.Email);
                team = TeamRules.With(team, caller.Value.Account.Id, TeamRole.Admin, now);
                changes.Put(AccessKeys.TeamName(name), team.Team.Id, AccessJson.Default.Guid, 0).Put(AccessKeys.Team(team.Team.Id), team, AccessJson.Default.TeamDocument, 0);
                return Show(team);
            });
        });
    }

    public async Task<IReadOnlyList<Team>> ListAsync(CancellationToken cancellationToken)
    {
        guard.RequireReadScope();
        var all = await store.ListAsync(AccessKeys.Teams, AccessJson.Default.TeamDocument, cancellationToken);
        return [.. all.Select(team => Show(team.Value)).Where(team => team.Role is not null || guard.Caller.IsPlatformOwner).OrderBy(static team => team.Name, StringComparer.Ordinal)];
    }

    public async Task<Team> GetAsync(string team, CancellationToken cancellationToken) => Show((await VisibleAsync(team, cancellationToken)).Value);

    public Task<Team> RenameAsync(string team, string name, CancellationToken cancellationToken) =>
        ChangeAsync("teams.update", team, name, async (changes, document, version) =>
        {
            AppName.Check(name);
            if (name == document.Team.Name)
                return Show(document);
            await CheckFreeAsync(name);
            var renamed = document with { Team = document.Team with { Name = name, UpdatedAt = engine.Time.GetUtcNow() } };
            changes
                .Put(AccessKeys.TeamName(name), document.Team.Id, AccessJson.Default.Guid, 0)
                .Remove(AccessKeys.TeamName(document.Team.Name))
                .Put(AccessKeys.Team(document.Team.Id), renamed, AccessJson.Default.TeamDocument, version);
            return Show(renamed);
        });

    public Task<Team> DeleteAsync(string team, CancellationToken cancellationToken) =>
        ChangeAsync("teams.delete", team, null, async (changes, document, version) =>
        {
            await engine.Apps.WhenReadyAsync(cancellationToken);
            if (AppsOf(document).FirstOrDefault() is { } app)
                throw new PaasException(PaasErrors.InvalidParams, $"The team {document.Team.Name} owns the app {app.Model.App.Name}. Destroy or transfer it first.");
            changes.Remove(AccessKeys.TeamName(document.Team.Name)).Remove(AccessKeys.Team(document.Team.Id), version);
            return Show(document);
        });

    public async Task<IReadOnlyList<TeamMember>> ListMembersAsync(string team, CancellationToken cancellationToken)
    {
        var document = (await VisibleAsync(team, cancellationToken)).Value;
        var members = new List<TeamMember>();
        foreach (var (id, membership) in document.Members)
        {
            if (await accounts.FindAsync(id, cancellationToken) is { } account)
                members.Add(Show(accounts.Show(account.Value), membership));
        }

        return [.. members.OrderBy(static member => member.Email, StringComparer.OrdinalIgnoreCase)];
    }

    public Task<TeamMember> SetMemberAsync(string team, string user, TeamRole role, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return ChangeAsync("teams.set_member", team, $"{EmailAddress.Shorten(user)} {role}", async (changes, document, version) =>
        {
            if (!Enum.IsDefined(role))
                throw new PaasException(PaasErrors.InvalidParams, $"The role '{role}' is unknown; give admin, member, collaborator or viewer.");
            var account = await newAccounts.FindOrInviteAsync(changes, user);
            var changed = TeamRules.With(document, account.Id, role, engine.Time.GetUtcNow());
            changes.Put(AccessKeys.Team(document.Team.Id), changed, AccessJson.Default.TeamDocument, version);
            return Show(account, changed.Members[account.Id]);
        });
    }

    public async Task<TeamMember> RemoveMemberAsync(string team, string user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var target = user == "~" ? await accounts.FindAsync(Account, cancellationToken)
            : Guid.TryParse(user, out var id) ? await accounts.FindAsync(id, cancellationToken)
            : await accounts.FindAsync(user, cancellationToken);
        Guid? owner = null;
        var removed = await ChangeAsync("teams.remove_member", team, EmailAddress.Shorten(user), (changes, document, version) =>
        {
            if (target is null || !document.Members.TryGetValue(target.Value.Account.Id, out var membership))
                throw new PaasException(PaasErrors.NotFound, $"Couldn't find that member '{EmailAddress.Shorten(user)}'.");
            changes.Put(AccessKeys.Team(document.Team.Id), TeamRules.Without(document, target.Value.Account.Id), AccessJson.Default.TeamDocument, version);
            owner = document.Team.Id;
            return Task.FromResult(Show(accounts.Show(target.Value), membership));
        }, leaves: target is not null && target.Value.Account.Id == Account);

        // What was given for single apps goes as well; each app is changed by its own mailbox.
        foreach (var app in engine.Apps.All.Where(app => app.Model.App.TeamId == owner && app.Model.Document.Access.ContainsKey(removed.AccountId)))
        {
            await engine.InvokeAsync(app.Id.ToString(), async state =>
            {
                await engine.Commits.CommitAsync(state, state.Model.Document with { Access = state.Model.Document.Access.Remove(removed.AccountId) });
                return true;
            }, CancellationToken.None);
        }

        return removed;
    }

    public async Task<App> CreateAppAsync(string team, string? name, CancellationToken cancellationToken) =>
        await guard.ChangeAsync("apps.create", name is null ? team : $"{team}/{name}", async () =>
        {
            guard.RequireWriteScope();
            var document = (await VisibleAsync(team, cancellationToken)).Value;
            var role = document.RoleOf(Account);
            if (role is not (TeamRole.Admin or TeamRole.Member) && !guard.Caller.IsPlatformOwner)
                throw new PaasException(PaasErrors.Forbidden, $"Only admins and members of the team {document.Team.Name} create apps in it.");
            var now = engine.Time.GetUtcNow();
            var access = role == TeamRole.Member ? AppAccess.None.Add(Account, new AppAccess(Guid.NewGuid(), PermissionRules.Givable, now, now)) : AppAccess.None;
            return await apps.CreateAsync(name, new AppOwnership(null, document.Team.Id) { Access = access }, cancellationToken);
        });

    private Task<T> ChangeAsync<T>(string what, string team, string? subject, Func<Changes, TeamDocument, long, Task<T>> change, bool leaves = false) =>
        guard.ChangeAsync(what, subject is null ? team : $"{team}: {subject}", () =>
        {
            guard.RequireWriteScope();
            return store.ChangeAsync(async changes =>
            {
                var (document, version) = await VisibleAsync(team, CancellationToken.None);
                if (!leaves && !guard.Caller.IsPlatformOwner && document.RoleOf(Account) != TeamRole.Admin)
                    throw new PaasException(PaasErrors.Forbidden, $"Only admins of the team {document.Team.Name} may do that.");
                return await change(changes, document, version);
            });
        });

    private async Task<Versioned<TeamDocument>> VisibleAsync(string team, CancellationToken cancellationToken)
    {
        guard.RequireReadScope();
        var found = await teams.FindAsync(team, cancellationToken);
        return found is not null && (guard.Caller.IsPlatformOwner || found.Value.RoleOf(Account) is not null) ? found : throw TeamStore.NotFound(team);
    }

    private IEnumerable<AppState> AppsOf(TeamDocument team) => engine.Apps.All.Where(app => app.Model is { Destroyed: false } model && model.App.TeamId == team.Team.Id);

    private async Task CheckFreeAsync(string name)
    {
        if (await store.ReadAsync(AccessKeys.TeamName(name), AccessJson.Default.Guid, CancellationToken.None) is not null)
            throw new PaasException(PaasErrors.InvalidParams, $"Name {name} is already taken.");
    }

    private Team Show(TeamDocument team) => team.Team with { Role = team.RoleOf(Account) };

    private static TeamMember Show(Account account, Membership membership) => new()
    {
        Id = membership.Id,
        AccountId = account.Id,
        Email = account.Email,
        Role = membership.Role,
        TwoFactorEnabled = account.TwoFactorEnabled,
        CreatedAt = membership.CreatedAt,
        UpdatedAt = membership.UpdatedAt,
    };
}
