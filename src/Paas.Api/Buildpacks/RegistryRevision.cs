using Paas.Api.Catalog;

namespace Paas.Api.Buildpacks;

/// <summary>A version of a buildpack in the registry; built-in ones have the platform's only.</summary>
internal sealed record RegistryRevision(Guid Id, int Release, string Status, string License, DateTimeOffset CreatedAt)
{
    public static RegistryRevision Of(string name) => new(RegistryEntry.IdOf(name), 1, "published", "Apache-2.0", RegionBody.Epoch);
}
