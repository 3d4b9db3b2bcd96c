using Paas.Api.Json;

namespace Paas.Api.Teams;

/// <summary>A member of a team. Source: Platform API schema, <c>team-member</c>.</summary>
internal sealed record TeamMemberBody(
    DateTimeOffset CreatedAt, string Email, bool Federated, Guid Id, NamedReference? IdentityProvider, string Role, bool TwoFactorAuthentication, DateTimeOffset UpdatedAt, TeamMemberUser User)
{
    public static TeamMemberBody Of(TeamMember member) => new(
        member.CreatedAt, member.Email, Federated: false, member.Id, null, member.Role.ToString().ToLowerInvariant(), member.TwoFactorEnabled, member.UpdatedAt,
        new TeamMemberUser(member.AccountId, member.Email, null));
}
