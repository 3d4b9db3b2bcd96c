using System.Collections.Immutable;

namespace Paas;

/// <summary>What a router has seen since it was made.</summary>
/// <param name="At">When the snapshot was taken.</param>
/// <param name="Connections">Client connections that are open now.</param>
/// <param name="Unrouted">Requests that no app was found for: unknown hosts, and requests refused before their host was known.</param>
/// <param name="Apps">The apps that have had requests and are still routed.</param>
public sealed record RouterTraffic(DateTimeOffset At, int Connections, long Unrouted, ImmutableArray<AppTraffic> Apps);
