namespace Paas;

/// <summary>How the dynos of an app came to run a release, from the moment it was current.</summary>
/// <param name="StartedAt">When the release became current (UTC).</param>
/// <param name="CompletedAt">When all dynos ran it and none an older one (UTC); null when a newer release came before that.</param>
/// <param name="Requests">Requests of the app that ended meanwhile; 0 without a router that counts.</param>
/// <param name="Lost">Of them, those that a dyno or the platform lost (<see cref="AppTraffic.Failures"/>).</param>
/// <param name="Dynos">How many dynos the formation wanted at the end.</param>
public sealed record Rollout(DateTimeOffset StartedAt, DateTimeOffset? CompletedAt, long Requests, long Lost, int Dynos);
