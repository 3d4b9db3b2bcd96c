namespace Paas.Access.Sharing;

/// <summary>For the host's own calls: everything is allowed.</summary>
internal sealed class Trusted : IAuthorizer
{
    public static Trusted Instance { get; } = new();

    public ValueTask<IReadOnlyList<AppPermissions>> GetPermissionsAsync(Caller caller, IReadOnlyList<Guid> apps, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<AppPermissions>>([.. apps.Select(static _ => AppPermissions.All)]);
}
