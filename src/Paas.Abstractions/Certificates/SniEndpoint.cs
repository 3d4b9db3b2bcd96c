using System.Collections.Immutable;

namespace Paas;

/// <summary>A certificate of an app, which the router shows to TLS clients of the host names that use it. Its private key is never given out.</summary>
public sealed record SniEndpoint
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name, unique within the app, such as <c>calm-river-12345</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The certificate and its intermediates in PEM form, in the order in which TLS sends them.</summary>
    public required string Chain { get; init; }

    /// <summary>What the certificate says.</summary>
    public required CertificateFacts Certificate { get; init; }

    /// <summary>The platform issued it and renews it (<see cref="ICertificates.SetAutomaticAsync"/>).</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>Host names of the app that use it.</summary>
    public ImmutableArray<string> Domains { get; init; } = [];

    /// <summary>What clients will object to, in words: it has expired, is not valid yet, or its chain has a gap.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its certificate was last replaced (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
