namespace Paas.Api.Buildpacks;

/// <summary>A buildpack's own description.</summary>
internal sealed record RegistryReadme(string Content, string Encoding);
