namespace Paas;

/// <summary>A dyno as last observed.</summary>
public sealed record Dyno
{
    /// <summary>Identity of this one run; a restart makes a new one.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name: <c>web.1</c>, <c>run.4711</c>. Not unique while a release replaces dynos.</summary>
    public required string Name { get; init; }

    /// <summary>Process type.</summary>
    public required string Type { get; init; }

    /// <summary>Command line before expansion.</summary>
    public required string Command { get; init; }

    /// <summary>Dyno size.</summary>
    public required string Size { get; init; }

    /// <summary>Number of the release that it runs.</summary>
    public required int Release { get; init; }

    /// <summary>State now.</summary>
    public required DynoState State { get; init; }

    /// <summary>
    /// Why it is in this state, for a person to act on: what it should have done, what it did, its last lines.
    /// Null when there is nothing to explain.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>When this run was started (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
