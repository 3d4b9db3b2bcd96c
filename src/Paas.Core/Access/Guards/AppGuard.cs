using Paas.Access.Audit;
using Paas.Apps;
using Paas.Engine;

namespace Paas.Access.Guards;

/// <summary>Stands before every call that a caller makes: finds the app, refuses what the caller may not do, and records what would change something.</summary>
internal sealed class AppGuard(EngineServices engine, IAuthorizer authorizer, AuditTrail audit, Caller caller)
{
    public Caller Caller => caller;

    /// <summary>The app's id, by which the call goes on, so that a rename meanwhile cannot lead it to another app.</summary>
    /// <exception cref="PaasException">
    /// <see cref="PaasErrors.NotFound"/>: there is no such app, or the caller may not see it, with the same words;
    /// <see cref="PaasErrors.Forbidden"/>: the caller may see it, but not do this.
    /// </exception>
    public async Task<string> RequireAsync(string app, AppAction action, CancellationToken cancellationToken)
    {
        var state = await FindAsync(app, cancellationToken);
        await RequireAsync(state, action, cancellationToken);
        return state.Id.ToString();
    }

    /// <summary>Makes a change of an app that takes this permission, given its id, and records it whether it is allowed or not.</summary>
    /// <param name="what">As in <see cref="AuditRecord.Action"/>.</param>
    /// <param name="app">Name or id.</param>
    /// <param name="actions">What it takes, all of them.</param>
    /// <param name="subject">As in <see cref="AuditRecord.Subject"/>, after the app's name; null when that says it all.</param>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<T> ChangeAsync<T>(string what, string app, IReadOnlyList<AppAction> actions, string? subject, Func<string, Task<T>> change, CancellationToken cancellationToken)
    {
        var state = await FindAsync(app, cancellationToken);
        var name = state.Model.App.Name;
        return await audit.RecordAsync(caller, what, state.Id, subject is null ? name : $"{name}: {subject}", async () =>
        {
            foreach (var action in actions)
                await RequireAsync(state, action, cancellationToken);
            return await change(state.Id.ToString());
        });
    }

    /// <summary>The same for a change that returns nothing.</summary>
    public Task ChangeAsync(string what, string app, AppAction action, string? subject, Func<string, Task> change, CancellationToken cancellationToken) =>
        ChangeAsync(what, app, [action], subject, async id =>
        {
            await change(id);
            return true;
        }, cancellationToken);

    /// <summary>The same for a change that takes one permission.</summary>
    public Task<T> ChangeAsync<T>(string what, string app, AppAction action, string? subject, Func<string, Task<T>> change, CancellationToken cancellationToken) =>
        ChangeAsync(what, app, [action], subject, change, cancellationToken);

    /// <summary>Makes and records a change that is about no app.</summary>
    public Task<T> ChangeAsync<T>(string what, string? subject, Func<Task<T>> change) => audit.RecordAsync(caller, what, null, subject, change);

    /// <summary>Whether the caller's token may change apps at all.</summary>
    public void RequireWriteScope() => RequireScope(OAuthScopes.Write | OAuthScopes.WriteProtected | OAuthScopes.Global, "write or global");

    /// <summary>Whether the caller's token may read more than the account.</summary>
    public void RequireReadScope() => RequireScope(~OAuthScopes.Identity, "read");

    /// <summary>Whether the caller's token may touch the account itself.</summary>
    public void RequireGlobalScope() => RequireScope(OAuthScopes.Global, "global");

    /// <summary>Whether the caller owns the platform.</summary>
    public void RequirePlatformOwner()
    {
        RequireGlobalScope();
        if (!caller.IsPlatformOwner)
            throw new PaasException(PaasErrors.Forbidden, "Only the owner of the platform may do that.");
    }

    /// <summary>Those of the apps that the caller may see.</summary>
    public async Task<IReadOnlyList<App>> VisibleAsync(IReadOnlyList<App> apps, CancellationToken cancellationToken)
    {
        var permissions = await authorizer.GetPermissionsAsync(caller, [.. apps.Select(static app => app.Id)], cancellationToken);
        return [.. apps.Where((_, i) => permissions[i].Allow(AppAction.View))];
    }

    /// <summary>The app, if the caller may see it.</summary>
    private async Task<AppState> FindAsync(string app, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var permissions = await authorizer.GetPermissionsAsync(caller, state.Id, cancellationToken);
        return permissions.Allow(AppAction.View) ? state : throw AppDirectory.NotFound(app);
    }

    private async Task RequireAsync(AppState state, AppAction action, CancellationToken cancellationToken)
    {
        if (!(await authorizer.GetPermissionsAsync(caller, state.Id, cancellationToken)).Allow(action))
            throw Forbidden(state.Model.App.Name, action);
    }

    private void RequireScope(OAuthScopes anyOf, string name)
    {
        if ((caller.Scopes & anyOf) == 0)
            throw new PaasException(PaasErrors.Forbidden, $"The scope of this token ({string.Join(", ", OAuthScopeNames.Format(caller.Scopes))}) does not allow that. Use a token with the scope {name}.");
    }

    private static PaasException Forbidden(string name, AppAction action)
    {
        var needed = AppActions.Needs(action);
        var words = needed switch
        {
            AppPermissions.Own => "Only its owner may do that.",
            AppPermissions.ReadSecrets or AppPermissions.WriteSecrets => "That needs the deploy or operate permission, and a token whose scope includes config vars.",
            _ => $"That needs the {needed.ToString().Replace(", ", " or ", StringComparison.Ordinal).ToLowerInvariant()} permission, and a token whose scope allows it.",
        };
        return new PaasException(PaasErrors.Forbidden, $"You do not have access to do that on the app {name}. {words}");
    }
}
