using System.Collections.Immutable;

namespace Paas.Access.Sharing;

/// <summary>Whose a new app is.</summary>
/// <param name="OwnerId">An account, or null for a team's app or one of the platform's owner.</param>
/// <param name="TeamId">A team, or null.</param>
internal sealed record AppOwnership(Guid? OwnerId, Guid? TeamId = null)
{
    /// <summary>Who has access from the beginning, by account.</summary>
    public ImmutableSortedDictionary<Guid, AppAccess> Access { get; init; } = AppAccess.None;
}
