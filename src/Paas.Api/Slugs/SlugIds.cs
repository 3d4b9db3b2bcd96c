using Paas.Api.Json;

namespace Paas.Api.Slugs;

/// <summary>Slugs are known by their digest here, and by an id in the API: one follows from the other, unless a client brought the slug.</summary>
internal static class SlugIds
{
    public static Guid Of(Slug slug) => slug.Id ?? DerivedId.Of("slug", slug.Digest ?? string.Join('\n', slug.Images.Values));
}
