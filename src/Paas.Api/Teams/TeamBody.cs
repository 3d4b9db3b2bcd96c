using Paas.Api.Json;

namespace Paas.Api.Teams;

/// <summary>A team. Source: Platform API schema, <c>team</c>.</summary>
internal sealed record TeamBody
{
    public DateTimeOffset CreatedAt { get; init; }
    public bool CreditCardCollections { get; init; }
    public bool Default { get; init; }
    public NamedReference? EnterpriseAccount { get; init; }
    public Guid Id { get; init; }
    public NamedReference? IdentityProvider { get; init; }
    public int? MembershipLimit { get; init; }
    public string Name { get; init; } = "";
    public bool ProvisionedLicenses { get; init; }
    public string? Role { get; init; }
    public string Type { get; init; } = "team";
    public DateTimeOffset UpdatedAt { get; init; }

    public static TeamBody Of(Team team) => new()
    {
        CreatedAt = team.CreatedAt,
        Id = team.Id,
        Name = team.Name,
        Role = team.Role?.ToString().ToLowerInvariant(),
        UpdatedAt = team.UpdatedAt,
    };
}
