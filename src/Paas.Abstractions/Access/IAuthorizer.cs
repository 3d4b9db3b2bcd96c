namespace Paas;

/// <summary>
/// Port: tells what a caller may do with apps. The default knows owners, collaborators and teams, and the scopes of tokens.
/// </summary>
public interface IAuthorizer
{
    /// <summary>The caller's permissions for each of the apps, in their order; <see cref="AppPermissions.None"/> also for an app that does not exist.</summary>
    ValueTask<IReadOnlyList<AppPermissions>> GetPermissionsAsync(Caller caller, IReadOnlyList<Guid> apps, CancellationToken cancellationToken);
}
