namespace Paas.Access;

/// <summary>From what somebody is to an app, and the scopes of a token, to what may be done. Pure.</summary>
internal static class PermissionRules
{
    private const AppPermissions Changes = AppPermissions.View | AppPermissions.Deploy | AppPermissions.Operate | AppPermissions.Manage | AppPermissions.Own;

    /// <summary>The most that a token of these scopes can do with any app.</summary>
    public static AppPermissions Within(OAuthScopes scopes)
    {
        if ((scopes & (OAuthScopes.Global | OAuthScopes.WriteProtected)) != 0)
            return AppPermissions.All;

        var most = AppPermissions.None;
        if (scopes.HasFlag(OAuthScopes.Read))
            most |= AppPermissions.View;
        if (scopes.HasFlag(OAuthScopes.ReadProtected))
            most |= AppPermissions.View | AppPermissions.ReadSecrets;
        if (scopes.HasFlag(OAuthScopes.Write))
            most |= Changes;
        return most;
    }
}
