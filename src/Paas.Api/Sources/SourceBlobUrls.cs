namespace Paas.Api.Sources;

/// <summary>Where to put the archive, and where it is then.</summary>
internal sealed record SourceBlobUrls(string GetUrl, string PutUrl);
