namespace Paas;

/// <summary>
/// An immutable map from host name to route; a change makes a new table that shares all but a few nodes with the old one.
/// </summary>
/// <param name="Hosts">Lower-case host names without port; a wildcard is <c>*.example.com</c>. Exact names win over wildcards.</param>
public sealed record RouteTable(RouteMap Hosts)
{
    /// <summary>The table without routes: every request is answered with 404.</summary>
    public static RouteTable Empty { get; } = new(RouteMap.Empty);
}
