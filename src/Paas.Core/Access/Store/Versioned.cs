namespace Paas.Access.Store;

/// <summary>A document as it was read.</summary>
/// <param name="Value">What it holds.</param>
/// <param name="Version">Its version; 0 when it is not stored yet.</param>
internal sealed record Versioned<T>(T Value, long Version);
