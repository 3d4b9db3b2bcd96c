using System.Collections.Immutable;
using System.Net;
using Paas.Load.Configuration;

namespace Paas.Load.Servers;

/// <summary>Our router with a static table, as its host would run it.</summary>
internal static class RouterServer
{
    /// <summary>The router as it comes.</summary>
    public const string DefaultMode = "default";

    /// <summary>Without event loops, as on systems other than Linux.</summary>
    public const string PoolMode = "pool";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var options = new RouterOptions();
        if (arguments.Get("--mode") == PoolMode)
            options.EventLoops = 0;
        options.Listen(new IPEndPoint(IPAddress.Loopback, arguments.GetNumber("--port")));
        options.ListenTls(new IPEndPoint(IPAddress.Loopback, arguments.GetNumber("--tls-port")));
        var certificate = arguments.Get("--certificate");
        options.Tls.Certificates.Set(RouterCertificate.FromPemFiles(certificate, certificate));

        await using var router = new HttpRouter(options);
        await router.UpdateAsync(Table(arguments.GetList("--hosts"), arguments.GetNumbers("--backends")), CancellationToken.None);
        await router.StartAsync(CancellationToken.None);
        await ParentProcess.Announce();
        return 0;
    }

    private static RouteTable Table(string[] hosts, int[] backends)
    {
        var table = RouteMap.Empty;
        foreach (var host in hosts)
        {
            var targets = backends.Select((port, i) => new RouteTarget(Guid.NewGuid(), $"web.{i + 1}", new IPEndPoint(IPAddress.Loopback, port)));
            table = table.SetItem(host, new HttpRoute(Guid.NewGuid(), host, RouteStatus.Serving, [.. targets]));
        }
        return new RouteTable(table);
    }
}
