namespace Paas;

/// <summary>An entry of the append-only ledger: slug + config vars under a number that is never issued twice.</summary>
public sealed record Release
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>Number of the release in its app, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Cause in Heroku's wording: <c>Deploy 193d1419</c>, <c>Set FOO config vars</c>, <c>Rollback to v46</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Who made it.</summary>
    public required string Actor { get; init; }

    /// <summary>Pending, succeeded or failed.</summary>
    public required ReleaseStatus Status { get; init; }

    /// <summary>True for exactly one release of an app: the newest that succeeded.</summary>
    public bool Current { get; init; }

    /// <summary>What runs; null before the first deploy.</summary>
    public Slug? Slug { get; init; }

    /// <summary>Why it failed or what it waits for, for a person to act on; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>How its dynos came up; null while they do, for a release that had none to start, and when the host ended meanwhile.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its status last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
