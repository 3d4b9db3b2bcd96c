namespace Paas.Certificates;

/// <summary>How far automated certificate management is with a host name.</summary>
internal sealed record AcmProgress(AcmStatus Status, string? Reason, DateTimeOffset UpdatedAt);
