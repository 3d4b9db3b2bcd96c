namespace Paas.Access;

/// <summary>The owner of the platform may do everything within its token's scopes, others nothing.</summary>
internal sealed class OwnerAuthorizer : IAuthorizer
{
    public ValueTask<IReadOnlyList<AppPermissions>> GetPermissionsAsync(Caller caller, IReadOnlyList<Guid> apps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(apps);
        var permissions = caller.IsPlatformOwner ? PermissionRules.Within(caller.Scopes) : AppPermissions.None;
        return ValueTask.FromResult<IReadOnlyList<AppPermissions>>([.. apps.Select(_ => permissions)]);
    }
}
