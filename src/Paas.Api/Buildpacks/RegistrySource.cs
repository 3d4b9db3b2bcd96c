namespace Paas.Api.Buildpacks;

/// <summary>Where a buildpack's code comes from.</summary>
internal sealed record RegistrySource(string Type);
