using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paas.Harness;

namespace Paas.Hosting;

/// <summary>Kestrel listens, the router serves: the README's connection handler.</summary>
public sealed class KestrelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectionHandler_ServesAppAndShowsTruncation()
    {
        using var dyno = new TestDyno();
        await using var host = await StartAsync(dyno, static _ => { });
        Assert.Null(host.Services.GetRequiredService<IHttpRouter>().Address);
        var address = Address(host);

        // Two requests on one connection, as headers say where they came from.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, Token);
        using var client = new SocketWire(socket);
        await client.SendAsync("GET /a HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        var request = await server.ReadAsync();
        Assert.Equal(("127.0.0.1", $"{address.Port}"), (request!["X-Forwarded-For"], request["X-Forwarded-Port"]));
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal("ok", (await client.ReadAsync())!.Body);

        // A body that the dyno breaks off reaches the client as a reset, not as an end.
        await client.SendAsync("GET /b HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n");
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\npart");
        await client.ReadUntilAsync("part");
        server.Reset();
        await Assert.ThrowsAsync<SocketException>(client.ReadToEndAsync);

        // An idle connection does not hold the host up.
        using var idle = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await idle.ConnectAsync(IPAddress.Loopback, address.Port, Token);
        while (host.Services.GetRequiredService<HttpRouter>().Context.Clients.Count == 0)
            await Task.Yield();
        await host.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task ConnectionHandler_BehindTls_ServesAppAndStopsAtOnce()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var dyno = new TestDyno().Echo();
        await using var host = await StartAsync(dyno, port => port.UseHttps(certificate));

        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, seen, _, _) => seen?.GetCertHashString() == certificate.GetCertHashString();
        using var client = new HttpClient(handler);
        var body = new string('b', 300_000);
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Address(host)) { Headers = { Host = "app.localhost" }, Content = new StringContent(body) };
            using var response = await client.SendAsync(request, Token);
            Assert.EndsWith(body, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
        Assert.Equal(1, dyno.Connections);

        using var broken = new TestDyno();
        await RouteAsync(host, broken);
        using var get = new HttpRequestMessage(HttpMethod.Get, Address(host)) { Headers = { Host = "app.localhost" } };
        var answer = client.SendAsync(get, HttpCompletionOption.ResponseHeadersRead, Token);
        using var server = await broken.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\npart");
        using var partial = await answer;
        await using var content = await partial.Content.ReadAsStreamAsync(Token);
        await content.ReadExactlyAsync(new byte[4], Token);
        server.Reset();
        await Assert.ThrowsAnyAsync<IOException>(() => content.ReadAsync(new byte[1], Token).AsTask());
        await host.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    private static async Task<WebApplication> StartAsync(TestDyno dyno, Action<ListenOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(5));
        builder.Services.AddPaasRouter(router => router.ListenNowhere());
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port =>
        {
            configure(port);
            port.UseConnectionHandler<RouterConnectionHandler>();
        }));
        var host = builder.Build();
        await host.StartAsync(Token);
        await RouteAsync(host, dyno);
        return host;
    }

    private static async Task RouteAsync(WebApplication host, TestDyno dyno) =>
        await host.Services.GetRequiredService<IHttpRouter>().UpdateAsync(
            TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target])), Token);

    private static Uri Address(WebApplication host) =>
        new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private sealed class RouterConnectionHandler(HttpRouter router) : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) =>
            router.ServeAsync(connection.Transport, connection.RemoteEndPoint, connection.LocalEndPoint, connection.Abort, CancellationToken.None);
    }
}
