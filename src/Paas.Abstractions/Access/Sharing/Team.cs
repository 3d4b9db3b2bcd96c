namespace Paas;

/// <summary>A team, which owns apps.</summary>
public sealed record Team
{
    /// <summary>Identity that survives a rename.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique name, with the rules of app names.</summary>
    public required string Name { get; init; }

    /// <summary>What the caller is in it; null for the platform's owner who is no member.</summary>
    public TeamRole? Role { get; init; }

    /// <summary>When it was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
