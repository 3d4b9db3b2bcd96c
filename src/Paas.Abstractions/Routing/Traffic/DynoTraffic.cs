namespace Paas;

/// <summary>What a router has seen of a dyno since its first request there.</summary>
/// <param name="DynoId">The dyno.</param>
/// <param name="Name">Its name, <c>web.1</c>.</param>
/// <param name="InFlight">Requests that it works on now.</param>
/// <param name="Failures">Requests that were lost at it by its fault or the platform's: connects, broken and late answers.</param>
/// <param name="Upgrades">Connections that were upgraded and have ended.</param>
/// <param name="Service">Time from the connection to the end of each request; its count is that of the requests.</param>
public sealed record DynoTraffic(Guid DynoId, string Name, int InFlight, long Failures, long Upgrades, LatencySnapshot Service);
