using Paas.Api.Json;

namespace Paas.Api.Slugs;

/// <summary>A slug. Source: Platform API schema, <c>slug</c>.</summary>
internal sealed record SlugBody
{
    public SlugBlob Blob { get; init; } = null!;
    public string? BuildpackProvidedDescription { get; init; }
    public string? Checksum { get; init; }
    public string? Commit { get; init; }
    public string? CommitDescription { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid Id { get; init; }
    public IReadOnlyDictionary<string, string> ProcessTypes { get; init; } = new Dictionary<string, string>();
    public long? Size { get; init; }
    public NamedReference Stack { get; init; } = null!;
    public DateTimeOffset UpdatedAt { get; init; }
}
