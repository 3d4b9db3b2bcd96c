namespace Paas.Api.Catalog;

/// <summary>Price of a dyno size.</summary>
internal sealed record DynoSizeCost(int Cents, string Unit);
