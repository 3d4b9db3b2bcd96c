namespace Paas.Api.Catalog;

/// <summary>State of the platform's parts; incidents have no shape here, as there are none.</summary>
internal sealed record PlatformStatus(IReadOnlyList<SystemStatus> Status, IReadOnlyList<string> Incidents, IReadOnlyList<string> Scheduled);
