using Paas.Apps;
using Paas.Engine;

namespace Paas.Access.Guards;

/// <summary>Stands before every call that a caller makes: finds the app and refuses what the caller may not do.</summary>
internal sealed class AppGuard(EngineServices engine, IAuthorizer authorizer, Caller caller)
{
    public Caller Caller => caller;

    /// <summary>The app's id, by which the call goes on, so that a rename meanwhile cannot lead it to another app.</summary>
    /// <exception cref="PaasException">
    /// <see cref="PaasErrors.NotFound"/>: there is no such app, or the caller may not see it, with the same words;
    /// <see cref="PaasErrors.Forbidden"/>: the caller may see it, but not do this.
    /// </exception>
    public async Task<string> RequireAsync(string app, AppAction action, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var permissions = await authorizer.GetPermissionsAsync(caller, state.Id, cancellationToken);
        if (!permissions.Allow(AppAction.View))
            throw AppDirectory.NotFound(app);
        if (!permissions.Allow(action))
            throw Forbidden(state.Model.App.Name, action);
        return state.Id.ToString();
    }

    /// <summary>Whether the caller's token may change apps at all.</summary>
    public void RequireWriteScope()
    {
        if ((caller.Scopes & (OAuthScopes.Write | OAuthScopes.WriteProtected | OAuthScopes.Global)) == 0)
            throw new PaasException(PaasErrors.Forbidden, $"The scope of this token ({string.Join(", ", OAuthScopeNames.Format(caller.Scopes))}) does not allow to change anything. Use a token with the scope write or global.");
    }

    /// <summary>Those of the apps that the caller may see.</summary>
    public async Task<IReadOnlyList<App>> VisibleAsync(IReadOnlyList<App> apps, CancellationToken cancellationToken)
    {
        var permissions = await authorizer.GetPermissionsAsync(caller, [.. apps.Select(static app => app.Id)], cancellationToken);
        return [.. apps.Where((_, i) => permissions[i].Allow(AppAction.View))];
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
