namespace Paas.Api.Releases;

/// <summary>What a release runs.</summary>
internal sealed record ReleaseArtifact(string Type, Guid Id);
