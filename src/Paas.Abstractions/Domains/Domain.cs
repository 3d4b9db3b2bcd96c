namespace Paas;

/// <summary>A host name under which an app answers.</summary>
/// <param name="Hostname">Lower-case host name, or a wildcard such as <c>*.example.com</c>.</param>
/// <param name="IsDefault">True for the name that the platform gives, <c>{app}.{base domain}</c>.</param>
/// <param name="CreatedAt">When it was added (UTC).</param>
public sealed record Domain(string Hostname, bool IsDefault, DateTimeOffset CreatedAt)
{
    /// <summary>Id of the certificate that it uses, see <see cref="ICertificates"/>; null for none.</summary>
    public Guid? SniEndpointId { get; init; }

    /// <summary>How far automated certificate management is; null where it is off or leaves the name alone.</summary>
    public AcmStatus? AcmStatus { get; init; }

    /// <summary>Why there is no certificate, for a person.</summary>
    public string? AcmReason { get; init; }

    /// <summary>When it was added, or its certificate last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;
}
