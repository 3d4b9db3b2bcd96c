namespace Paas.Api.Buildpacks;

/// <summary>Where to ask about a buildpack.</summary>
internal sealed record RegistrySupport(string Method, string Address);
