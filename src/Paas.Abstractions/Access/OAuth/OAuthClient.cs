namespace Paas;

/// <summary>A program that asks accounts for access (RFC 6749).</summary>
public sealed record OAuthClient
{
    /// <summary>Its <c>client_id</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who registered it.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>Name that people see when they are asked.</summary>
    public required string Name { get; init; }

    /// <summary>Where it takes the code: https, or http on loopback.</summary>
    public required Uri RedirectUri { get; init; }

    /// <summary>The client's secret, for whoever registered it; null for everybody else.</summary>
    public string? Secret { get; init; }

    /// <summary>When it was registered (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Says which, and no secret.</summary>
    public override string ToString() => $"{nameof(OAuthClient)} {{ Id = {Id}, Name = {Name} }}";
}
