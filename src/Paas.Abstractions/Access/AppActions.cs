namespace Paas;

/// <summary>Who may do what with an app: the one table that HTTP, git and code share.</summary>
/// <remarks>Source: devcenter.heroku.com/articles/app-permissions.</remarks>
public static class AppActions
{
    /// <summary>The permissions of which one suffices.</summary>
    public static AppPermissions Needs(AppAction action) => action switch
    {
        AppAction.View or AppAction.ReadLog or AppAction.FetchCode => AppPermissions.View,
        AppAction.Deploy or AppAction.ChooseBuild => AppPermissions.Deploy,
        AppAction.Rollback or AppAction.Run => AppPermissions.Deploy | AppPermissions.Operate,
        AppAction.ReadConfig => AppPermissions.ReadSecrets,
        AppAction.ChangeConfig => AppPermissions.WriteSecrets,
        AppAction.Scale or AppAction.Restart or AppAction.Maintain or AppAction.ChangeDomains or AppAction.ChangeFeatures => AppPermissions.Operate,
        AppAction.Rename or AppAction.ManageAccess => AppPermissions.Manage,
        AppAction.Transfer or AppAction.Destroy => AppPermissions.Own,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "This action is not in the table."),
    };

    /// <summary>Whether somebody with these permissions may do this.</summary>
    public static bool Allow(this AppPermissions permissions, AppAction action) => (permissions & Needs(action)) != 0;
}
