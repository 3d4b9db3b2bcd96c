namespace Paas.Api.Slugs;

/// <summary>What is known of a slug whose archive a client puts here, until it is released.</summary>
internal sealed record PendingSlug
{
    public Guid Id { get; init; }
    public Guid App { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public IReadOnlyDictionary<string, string> ProcessTypes { get; init; } = new Dictionary<string, string>();
    public string? BuildpackProvidedDescription { get; init; }
    public string? Checksum { get; init; }
    public string? Commit { get; init; }
    public string? CommitDescription { get; init; }
    public string Stack { get; init; } = "";
}
