using System.Collections.Immutable;

namespace Paas;

/// <summary>A one-off command.</summary>
/// <param name="Command">Shell line. A first word that is a process type stands for that type's command.</param>
public sealed record RunRequest(string Command)
{
    /// <summary>Environment on top of the config vars.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Dyno size; null for the default.</summary>
    public string? Size { get; init; }

    /// <summary>It is ended with SIGTERM after this time. Default 24 hours.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(24);
}
