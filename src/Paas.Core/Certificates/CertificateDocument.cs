namespace Paas.Certificates;

/// <summary>A certificate of an app, under <c>app/{id}/certificate/{id}</c>.</summary>
internal sealed record CertificateDocument
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Certificate and intermediates, PEM.</summary>
    public required string Chain { get; init; }

    /// <summary>The private key, sealed by the secret protector.</summary>
    public required byte[] SealedKey { get; init; }

    public bool IsTrusted { get; init; }

    /// <summary>The platform issued it.</summary>
    public bool IsAutomatic { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
