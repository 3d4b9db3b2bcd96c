using Paas.Api.Catalog;
using Paas.Api.Json;

namespace Paas.Api.Apps;

/// <summary>An app as the API shows it. Source: Platform API schema, <c>app</c>.</summary>
internal sealed record AppBody
{
    public bool Acm { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public NamedReference BuildStack { get; init; } = null!;
    public string? BuildpackProvidedDescription { get; init; }
    public string CreateStatus { get; init; } = "complete";
    public DateTimeOffset CreatedAt { get; init; }
    public NamedReference Generation { get; init; } = Generations.Cedar;
    public string GitUrl { get; init; } = "";
    public Guid Id { get; init; }
    public bool? InternalRouting { get; init; }
    public bool Locked { get; init; }
    public bool Maintenance { get; init; }
    public string Name { get; init; } = "";
    public NamedReference? Organization { get; init; }
    public UserReference Owner { get; init; } = null!;
    public string ProcessTier { get; init; } = "production";
    public NamedReference Region { get; init; } = NamedReference.Derived("region", RegionBody.LocalName);
    public DateTimeOffset? ReleasedAt { get; init; }
    public long? RepoSize { get; init; }
    public long? SlugSize { get; init; }
    public NamedReference? Space { get; init; }
    public NamedReference Stack { get; init; } = null!;
    public NamedReference? Team { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public string WebUrl { get; init; } = "";
}
