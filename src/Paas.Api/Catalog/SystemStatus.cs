namespace Paas.Api.Catalog;

/// <summary>State of one part.</summary>
internal sealed record SystemStatus(string System, string Status);
