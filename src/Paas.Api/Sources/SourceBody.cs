namespace Paas.Api.Sources;

/// <summary>Answer of <c>POST /sources</c>.</summary>
internal sealed record SourceBody(SourceBlobUrls SourceBlob);
