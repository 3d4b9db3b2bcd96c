namespace Paas.Api.Sharing;

/// <summary>A permission for an app. Source: Platform API schema, <c>team-app-permission</c>.</summary>
internal sealed record PermissionBody(string Name, string Description)
{
    private static readonly (AppPermissions Permission, string Name, string Description)[] _all =
    [
        (AppPermissions.View, "view", "Can view app and its metadata"),
        (AppPermissions.Deploy, "deploy", "Can deploy code and manage config vars"),
        (AppPermissions.Operate, "operate", "Can scale, restart and configure the app"),
        (AppPermissions.Manage, "manage", "Can manage app collaborators and transfer"),
    ];

    public static IReadOnlyList<PermissionBody> Of(AppPermissions permissions) =>
        [.. _all.Where(entry => permissions.HasFlag(entry.Permission)).Select(static entry => new PermissionBody(entry.Name, entry.Description))];

    /// <summary>Null where one of the names is unknown.</summary>
    public static AppPermissions? Parse(IReadOnlyList<string> names)
    {
        var permissions = AppPermissions.None;
        foreach (var name in names)
        {
            var found = Array.Find(_all, entry => entry.Name == name).Permission;
            if (found is AppPermissions.None)
                return null;
            permissions |= found;
        }

        return permissions;
    }
}
