namespace Paas;

/// <summary>What differs for one host between two maps.</summary>
/// <param name="Host">The host name or wildcard.</param>
/// <param name="Before">Its route in the earlier map; null when it had none.</param>
/// <param name="After">Its route in the later map; null when it has none any more.</param>
public readonly record struct RouteChange(string Host, HttpRoute? Before, HttpRoute? After);
