using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Paas.Load.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Paas.Load.Servers;

/// <summary>YARP with the same features: host routing, forwarded headers, request id, Via.</summary>
internal static class YarpServer
{
    private const string RequestId = "X-Request-ID";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, arguments.GetNumber("--port"), listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, arguments.GetNumber("--tls-port"), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(X509Certificate2.CreateFromPemFile(arguments.Get("--certificate")));
            });
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(Routes(arguments.GetList("--hosts")), Clusters(arguments.GetList("--hosts"), arguments.GetNumbers("--backends")))
            .AddTransforms(context =>
            {
                context.UseDefaultForwarders = false;
                context.AddXForwardedFor(action: ForwardedTransformActions.Append);
                context.AddXForwardedProto(action: ForwardedTransformActions.Set);
                context.AddOriginalHost();
                context.AddRequestTransform(AddHeaders);
                context.AddResponseHeader("Via", "1.1 yarp", append: true, ResponseCondition.Always);
            });

        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        await ParentProcess.Announce();
        return 0;
    }

    private static ValueTask AddHeaders(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        headers.TryAddWithoutValidation("Via", "1.1 yarp");
        headers.Remove("X-Forwarded-Port");
        headers.TryAddWithoutValidation("X-Forwarded-Port", context.HttpContext.Connection.LocalPort.ToString(CultureInfo.InvariantCulture));
        if (!context.HttpContext.Request.Headers.ContainsKey(RequestId))
            headers.TryAddWithoutValidation(RequestId, Guid.NewGuid().ToString());
        return default;
    }

    private static RouteConfig[] Routes(string[] hosts) =>
        [.. hosts.Select(host => new RouteConfig { RouteId = host, ClusterId = host, Match = new RouteMatch { Hosts = [host] } })];

    private static ClusterConfig[] Clusters(string[] hosts, int[] backends) => [.. hosts.Select(host => new ClusterConfig
    {
        ClusterId = host,
        HttpRequest = new ForwarderRequestConfig { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact },
        Destinations = backends.ToDictionary(
            port => $"web.{port}", port => new DestinationConfig { Address = $"http://127.0.0.1:{port}/" }),
    })];
}
