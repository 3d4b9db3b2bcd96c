namespace Paas.Api.Catalog;

/// <summary>Whose machines a region has. Clients know only Amazon's names.</summary>
internal sealed record RegionProvider(string Name, string Region);
