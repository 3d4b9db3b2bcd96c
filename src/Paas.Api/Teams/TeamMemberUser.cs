namespace Paas.Api.Teams;

/// <summary>The user of a member.</summary>
internal sealed record TeamMemberUser(Guid Id, string Email, string? Name);
