namespace Paas.Access;

/// <summary>Gives everybody the same permissions for every app.</summary>
internal sealed class FixedAuthorizer : IAuthorizer
{
    public AppPermissions Permissions { get; set; }

    public ValueTask<IReadOnlyList<AppPermissions>> GetPermissionsAsync(Caller caller, IReadOnlyList<Guid> apps, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<AppPermissions>>([.. apps.Select(_ => Permissions)]);
}
