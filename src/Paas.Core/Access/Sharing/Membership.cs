namespace Paas.Access.Sharing;

/// <summary>Somebody's membership in a team.</summary>
internal sealed record Membership(Guid Id, TeamRole Role, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
