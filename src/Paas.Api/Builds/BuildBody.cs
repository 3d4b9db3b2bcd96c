using Paas.Api.Json;

namespace Paas.Api.Builds;

/// <summary>A build. Source: Platform API schema, <c>build</c>.</summary>
internal sealed record BuildBody
{
    public NamedReference App { get; init; } = null!;
    public IReadOnlyList<BuildpackReference> Buildpacks { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public Guid Id { get; init; }
    public string OutputStreamUrl { get; init; } = "";
    public IdReference? Release { get; init; }
    public IdReference? Slug { get; init; }
    public SourceBlob SourceBlob { get; init; } = null!;
    public string Stack { get; init; } = "";
    public string Status { get; init; } = "";
    public DateTimeOffset UpdatedAt { get; init; }
    public UserReference User { get; init; } = null!;
}
