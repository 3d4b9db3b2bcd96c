using Paas.Api.Json;

namespace Paas.Api.Domains;

/// <summary>Domains are known by their host name here, and by an id in the API.</summary>
internal static class DomainIds
{
    public static Guid Of(App app, string hostname) => DerivedId.Of("domain", app.Id.ToString(), hostname);
}
