using Paas.Api.Json;

namespace Paas.Api.Buildpacks;

/// <summary>A buildpack in the registry. Source: what the client of the registry reads.</summary>
internal sealed record RegistryEntry(
    Guid Id, string Namespace, string Name, string Description, string Category, string BlobUrl, bool TwoFactorAuthentication,
    RegistrySupport Support, RegistrySource Source)
{
    public static Guid IdOf(string name) => DerivedId.Of("buildpack", name);

    public static RegistryEntry Of(string name, bool builtIn)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return new(IdOf(name), slash < 0 ? "" : name[..slash], name[(slash + 1)..], $"{name}, {(builtIn ? "built into" : "in the registry of")} this platform", "languages",
            BuildpackReference.UrlOf(name), TwoFactorAuthentication: false, new RegistrySupport("website", "https://devcenter.heroku.com/articles/buildpacks"), new RegistrySource(builtIn ? "built-in" : "registry"));
    }
}
