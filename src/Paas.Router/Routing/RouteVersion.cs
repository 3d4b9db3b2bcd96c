namespace Paas.Routing;

/// <summary>
/// A table with a number. Connections remember the number, not the table: an idle one must not keep a million old routes
/// alive.
/// </summary>
internal sealed class RouteVersion(long number, RouteTable table)
{
    public long Number => number;

    public RouteTable Table => table;
}
