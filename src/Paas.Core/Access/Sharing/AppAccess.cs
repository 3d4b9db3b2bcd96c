using System.Collections.Immutable;

namespace Paas.Access.Sharing;

/// <summary>Somebody's access to an app, in the app's document.</summary>
internal sealed record AppAccess(Guid Id, AppPermissions Permissions, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Nobody but the owner.</summary>
    public static ImmutableSortedDictionary<Guid, AppAccess> None { get; } = ImmutableSortedDictionary<Guid, AppAccess>.Empty;
}
