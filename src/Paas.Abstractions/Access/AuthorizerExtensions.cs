namespace Paas;

/// <summary>Questions to an <see cref="IAuthorizer"/>.</summary>
public static class AuthorizerExtensions
{
    /// <summary>The caller's permissions for one app.</summary>
    public static async ValueTask<AppPermissions> GetPermissionsAsync(this IAuthorizer authorizer, Caller caller, Guid app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authorizer);
        return (await authorizer.GetPermissionsAsync(caller, [app], cancellationToken))[0];
    }
}
