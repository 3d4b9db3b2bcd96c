namespace Paas.Api.Builds;

/// <summary>The source of a build.</summary>
internal sealed record SourceBlob
{
    public string? Checksum { get; init; }
    public string? Url { get; init; }
    public string? Version { get; init; }
    public string? VersionDescription { get; init; }
}
