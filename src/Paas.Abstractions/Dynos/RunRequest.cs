using System.Collections.Immutable;

namespace Paas;

/// <summary>A one-off command.</summary>
/// <param name="Command">Shell line. A first word that is a process type stands for that type's command.</param>
public sealed record RunRequest(string Command)
{
    /// <summary>Process type, which names the dyno: <c>run</c>, the default, makes <c>run.1234</c>. One of the Procfile gives an app that is a container image that type's image.</summary>
    public string Type { get; init; } = "run";

    /// <summary>Environment on top of the config vars.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Dyno size; null for that of an eco or basic app, and else the default.</summary>
    public string? Size { get; init; }

    /// <summary>
    /// Waits for a client (<see cref="IDynos.AttachAsync"/>) and runs with it at the other end; null runs detached, with the output
    /// in the log.
    /// </summary>
    public DynoAttachment? Attach { get; init; }

    /// <summary>
    /// Name of a running dyno, such as <c>web.1</c>, inside of which the command runs: among its processes, files and limits
    /// (<c>heroku run:inside</c>). Null for a dyno of its own.
    /// </summary>
    public string? Inside { get; init; }

    /// <summary>It is ended with SIGTERM after this time, counted from the start of its process. Default and most: 24 hours.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(24);
}
