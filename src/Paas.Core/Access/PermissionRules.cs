using Paas.Access.Sharing;

namespace Paas.Access;

/// <summary>From what somebody is to an app, and the scopes of a token, to what may be done. Pure.</summary>
/// <remarks>Sources: devcenter.heroku.com/articles/app-permissions, …/collaborating, …/oauth#scopes.</remarks>
internal static class PermissionRules
{
    /// <summary>What can be given to somebody.</summary>
    public const AppPermissions Givable = AppPermissions.View | AppPermissions.Deploy | AppPermissions.Operate | AppPermissions.Manage;

    /// <summary>What a collaborator of a personal app has.</summary>
    public const AppPermissions Personal = AppPermissions.View | AppPermissions.Deploy | AppPermissions.Operate;

    private const AppPermissions Secrets = AppPermissions.ReadSecrets | AppPermissions.WriteSecrets;

    public static AppPermissions Of(AppStanding standing, OAuthScopes scopes) => Of(standing) & Within(scopes);

    /// <summary>What somebody may do with a token that is limited to nothing.</summary>
    public static AppPermissions Of(AppStanding standing)
    {
        if (standing.IsPlatformOwner || standing.IsOwner || (standing.IsTeamApp && standing.Role is TeamRole.Admin))
            return AppPermissions.All;

        var given = (standing.Given ?? AppPermissions.None) & Givable;
        if (standing is { IsTeamApp: true, Role: TeamRole.Member or TeamRole.Viewer })
            given |= AppPermissions.View;
        if (standing is { IsTeamApp: true, Role: TeamRole.Viewer })
            given &= AppPermissions.View;
        return Complete(given, standing.IsTeamApp);
    }

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
            most |= AppPermissions.All & ~Secrets;
        return most;
    }

    /// <summary>Whoever has any permission sees the app; whoever deploys or operates it, its config vars; whoever manages a team's app may destroy it.</summary>
    private static AppPermissions Complete(AppPermissions given, bool isTeamApp)
    {
        if (given != AppPermissions.None)
            given |= AppPermissions.View;
        if ((given & (AppPermissions.Deploy | AppPermissions.Operate)) != 0)
            given |= Secrets;
        if (isTeamApp && given.HasFlag(AppPermissions.Manage))
            given |= AppPermissions.Own;
        return given;
    }
}
