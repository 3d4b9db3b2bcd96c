using System.Collections.Immutable;

namespace Paas;

/// <summary>An app: a name, its git repository, config, formation, releases and domains.</summary>
public sealed record App
{
    /// <summary>Identity that survives a rename.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique name, 3–30 characters: <c>^[a-z][a-z0-9-]{1,28}[a-z0-9]$</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Stack that the next build runs on, such as <c>heroku-24</c>.</summary>
    public required string Stack { get; init; }

    /// <summary>When true the router answers every request with the maintenance page (H80); dynos keep running.</summary>
    public bool Maintenance { get; init; }

    /// <summary>Buildpacks in the order in which they run; empty means: detect.</summary>
    public ImmutableArray<string> Buildpacks { get; init; } = [];

    /// <summary>Features of <see cref="AppFeature"/> that are switched on, by name.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>Time in which a web dyno must bind <c>$PORT</c> (R10), 60 to 180 s; null for the platform's.</summary>
    public TimeSpan? BootTimeout { get; init; }

    /// <summary>
    /// Most requests in flight to one web dyno, 1 for a single-threaded app; further ones wait in the router's queue, whose time
    /// <see cref="AutoscalingSignal.QueueTime"/> scales by. 0, the default, sets no such cap.
    /// </summary>
    public int MaxInFlightPerDyno { get; init; }

    /// <summary>When it sleeps; null for the platform's policy, see <see cref="SleepPolicy.Default"/>.</summary>
    public SleepPolicy? Sleep { get; init; }

    /// <summary>Where the app answers, such as <c>http://shop.localhost:8080/</c>; null while no router listens.</summary>
    public Uri? WebUrl { get; init; }

    /// <summary>The account that owns it; null when a team or the platform's owner does.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The team that owns it; null for a personal app.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>Members of its team cannot join it.</summary>
    public bool Locked { get; init; }

    /// <summary>Its host names get certificates by themselves, see <see cref="ICertificates.SetAutomaticAsync"/>.</summary>
    public bool AutomaticCertificates { get; init; }

    /// <summary>What runs; null before the first deploy.</summary>
    public Slug? Slug { get; init; }

    /// <summary>When the current release was made (UTC).</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>When the app was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the app or its formation last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
