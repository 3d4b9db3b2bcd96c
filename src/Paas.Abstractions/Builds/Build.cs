using System.Collections.Immutable;

namespace Paas;

/// <summary>A run of the buildpacks over a source.</summary>
public sealed record Build
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>Pending, succeeded or failed.</summary>
    public required BuildStatus Status { get; init; }

    /// <summary>Commit id or version of the source; null when it has none.</summary>
    public string? Version { get; init; }

    /// <summary>Who started it.</summary>
    public required string Actor { get; init; }

    /// <summary>Number of the release that it made.</summary>
    public int? Release { get; init; }

    /// <summary>Why it failed, for a person to act on.</summary>
    public string? Reason { get; init; }

    /// <summary>The buildpacks that ran, in order.</summary>
    public ImmutableArray<BuildpackRun> Buildpacks
    {
        // Documents of earlier versions have none.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>When it was started (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its status last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
