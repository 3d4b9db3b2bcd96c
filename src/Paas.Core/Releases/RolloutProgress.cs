namespace Paas.Releases;

/// <summary>A rollout under way.</summary>
/// <param name="Version">The release.</param>
/// <param name="StartedAt">When it became current.</param>
/// <param name="Before">What the router had seen of the app by then.</param>
internal sealed record RolloutProgress(int Version, DateTimeOffset StartedAt, AppTraffic? Before);
