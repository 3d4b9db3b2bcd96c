using Paas.Api.Json;

namespace Paas.Api.Accounts;

/// <summary>A user's account. Source: Platform API schema, <c>account</c>.</summary>
internal sealed record AccountBody
{
    public bool AllowTracking { get; init; }
    public bool Beta { get; init; }
    public string? CountryOfResidence { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public NamedReference? DefaultOrganization { get; init; }
    public NamedReference? DefaultTeam { get; init; }
    public DateTimeOffset? DelinquentAt { get; init; }
    public string Email { get; init; } = "";
    public bool Federated { get; init; }
    public Guid Id { get; init; }
    public NamedReference? IdentityProvider { get; init; }
    public DateTimeOffset? LastLogin { get; init; }
    public string? Name { get; init; }
    public string? SmsNumber { get; init; }
    public DateTimeOffset? SuspendedAt { get; init; }
    public bool TwoFactorAuthentication { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public bool Verified { get; init; } = true;

    /// <summary>Read by clients that watch for an account about to be closed; it never is.</summary>
    public DateTimeOffset? ScheduledSuspensionTime { get; init; }

    /// <summary>See <see cref="ScheduledSuspensionTime"/>.</summary>
    public DateTimeOffset? ScheduledDeletionTime { get; init; }
}
