using System.Collections.Immutable;
using System.Net;

namespace Paas.Routes;

internal static class SampleRoutes
{
    /// <summary>One app per host; every tenth host is a wildcard.</summary>
    public static List<KeyValuePair<string, HttpRoute>> Make(int hosts)
    {
        var routes = new List<KeyValuePair<string, HttpRoute>>(hosts);
        ImmutableArray<RouteTarget> targets = [new RouteTarget(Guid.NewGuid(), "web.1", new IPEndPoint(IPAddress.Loopback, 5000))];
        for (var i = 0; i < hosts; i++)
            routes.Add(KeyValuePair.Create(IsWildcard(i) ? $"*.{Name(i)}" : Name(i), new HttpRoute(Guid.NewGuid(), $"app-{i}", RouteStatus.Serving, targets)));
        return routes;
    }

    public static bool IsWildcard(int i) => i % 10 == 9;

    public static string Name(int i) => $"shop-{i}.customers.example.com";
}
