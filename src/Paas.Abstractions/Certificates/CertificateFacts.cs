using System.Collections.Immutable;

namespace Paas;

/// <summary>What a certificate says of itself.</summary>
public sealed record CertificateFacts
{
    /// <summary>Who it was issued to, such as <c>CN=www.example.com</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Who issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Host names that it is for, in lower case; wildcards as <c>*.example.com</c>.</summary>
    public required ImmutableArray<string> Names { get; init; }

    /// <summary>When it begins to be valid.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>When it ceases to be valid.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Kind of its key, such as <c>RSA 2048</c> or <c>ECDSA P-256</c>.</summary>
    public required string KeyType { get; init; }

    /// <summary>It has signed itself.</summary>
    public bool IsSelfSigned { get; init; }

    /// <summary>An authority that this machine trusts has issued it.</summary>
    public bool IsTrusted { get; init; }
}
