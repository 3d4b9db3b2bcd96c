namespace Paas.Api.Slugs;

/// <summary>Body of <c>POST /apps/{app}/slugs</c>.</summary>
internal sealed record SlugRequest
{
    public IReadOnlyDictionary<string, string?>? ProcessTypes { get; init; }
    public string? BuildpackProvidedDescription { get; init; }

    /// <summary>Digest that the archive is going to have, as <c>SHA256:…</c>.</summary>
    public string? Checksum { get; init; }

    public string? Commit { get; init; }
    public string? CommitDescription { get; init; }

    /// <summary>Stack, by name or id; the app's where none is given.</summary>
    public string? Stack { get; init; }
}
