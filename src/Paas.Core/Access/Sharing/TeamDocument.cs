using System.Collections.Immutable;

namespace Paas.Access.Sharing;

/// <summary>The durable facts of a team, under <c>team/{id}</c>; its name is taken by <c>teamname/{name}</c>.</summary>
/// <param name="Team">The public part; <see cref="Team.Role"/> is null here.</param>
/// <param name="Members">By account.</param>
internal sealed record TeamDocument(Team Team, ImmutableSortedDictionary<Guid, Membership> Members)
{
    public TeamRole? RoleOf(Guid account) => Members.TryGetValue(account, out var member) ? member.Role : null;
}
