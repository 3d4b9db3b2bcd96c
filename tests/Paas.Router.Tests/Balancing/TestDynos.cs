using System.Net;
using Microsoft.Extensions.Time.Testing;
using Paas.Routing;

namespace Paas.Balancing;

/// <summary>Dynos that only count.</summary>
internal static class TestDynos
{
    public static RoutedDyno[] Make(int count, RouteSettings? settings = null, int release = 0) =>
        [.. Enumerable.Range(1, count).Select(i => Make($"web.{i}", settings, release))];

    public static RoutedDyno Make(string name, RouteSettings? settings = null, int release = 0)
    {
        var target = new RouteTarget(Guid.NewGuid(), name, new IPEndPoint(IPAddress.Loopback, 1)) { Release = release };
        var dyno = new RoutedDyno(target, new RouterOptions());
        dyno.Restore(settings ?? RouteSettings.Default, 200);
        return dyno;
    }

    public static AppView View(RouteSettings settings, params RoutedDyno[] dynos) =>
        new([.. dynos.Select(dyno => dyno.Target)], settings, dynos);
}
