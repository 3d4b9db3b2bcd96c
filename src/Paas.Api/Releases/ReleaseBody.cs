using Paas.Api.Json;

namespace Paas.Api.Releases;

/// <summary>A release. Source: Platform API schema, <c>release</c>.</summary>
internal sealed record ReleaseBody
{
    public IReadOnlyList<string> AddonPlanNames { get; init; } = [];
    public NamedReference App { get; init; } = null!;
    public IReadOnlyList<ReleaseArtifact> Artifacts { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public bool Current { get; init; }
    public string Description { get; init; } = "";
    public bool EligibleForRollback { get; init; }
    public Guid Id { get; init; }
    public IdReference? OciImage { get; init; }
    public string? OutputStreamUrl { get; init; }
    public IdReference? Slug { get; init; }
    public string Status { get; init; } = "";
    public DateTimeOffset UpdatedAt { get; init; }
    public UserReference User { get; init; } = null!;
    public int Version { get; init; }
}
