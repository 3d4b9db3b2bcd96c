using Paas.Api.Json;

namespace Paas.Api.Catalog;

/// <summary>Generations of the platform. Clients use other protocols for other ones, so every app must name this.</summary>
internal static class Generations
{
    public static NamedReference Cedar { get; } = NamedReference.Derived("generation", "cedar");
}
