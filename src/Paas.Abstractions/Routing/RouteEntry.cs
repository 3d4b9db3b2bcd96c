namespace Paas;

/// <summary>A host in a leaf of a <see cref="RouteTrie"/>.</summary>
internal readonly record struct RouteEntry(int Hash, string Host, HttpRoute Route);
