using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
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
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(5));
        builder.Services.AddPaasRouter(router => router.ListenNowhere());
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, port => port.UseConnectionHandler<RouterConnectionHandler>()));
        await using var host = builder.Build();
        await host.StartAsync(Token);
        Assert.Null(host.Services.GetRequiredService<IHttpRouter>().Address);
        await host.Services.GetRequiredService<IHttpRouter>().UpdateAsync(
            TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target])), Token);
        var address = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

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

    private sealed class RouterConnectionHandler(HttpRouter router) : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) =>
            router.ServeAsync(connection.Transport, connection.RemoteEndPoint, connection.LocalEndPoint, CancellationToken.None);
    }
}
