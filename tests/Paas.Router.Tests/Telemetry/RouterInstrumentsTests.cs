using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Paas.Harness;

namespace Paas.Telemetry;

public sealed class RouterInstrumentsTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task Request_Listener_HearsStandardNames()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var listener = new TestMeter(router.Router.Context.Instruments.Meter);
        var request = router.SendAsync("PROPFIND / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        Assert.Equal(1, listener.Sum("http.server.active_requests"));
        router.Time.Advance(TimeSpan.FromSeconds(2));
        await server.SendAsync(Ok);
        await request;
        await router.Log.NextAsync();

        Assert.Equal(0, listener.Sum("http.server.active_requests"));
        var duration = Assert.Single(listener.Of("http.server.request.duration"));
        Assert.Equal(2, duration.Value);
        Assert.Equal("s", duration.Unit);
        Assert.Equal("http.request.method=_OTHER http.response.status_code=200 network.protocol.version=1.1 url.scheme=http", duration.Tags);
        var own = Assert.Single(listener.Of("paas.router.request.duration"));
        Assert.Equal((2, "http.response.status_code=200 paas.app.name=app"), (own.Value, own.Tags));
        Assert.Equal((0, "paas.app.name=app"), (listener.Of("paas.router.request.queue.duration")[0].Value, listener.Of("paas.router.request.queue.duration")[0].Tags));
    }

    [Fact]
    public async Task Request_Failure_HasItsCodeAsErrorType()
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Crashed);
        using var listener = new TestMeter(router.Router.Context.Instruments.Meter);
        await router.GetAsync();
        await router.GetAsync(host: "nobody.localhost");
        await router.Log.NextAsync();
        string[] tags = [.. listener.Of("http.server.request.duration").Select(measured => measured.Tags)];
        Assert.Contains("error.type=H10 http.request.method=GET http.response.status_code=503 network.protocol.version=1.1 url.scheme=http", tags);
        Assert.Contains("http.request.method=GET http.response.status_code=404 network.protocol.version=1.1 url.scheme=http", tags);
        Assert.Equal("error.type=H10 http.response.status_code=503 paas.app.name=app", Assert.Single(listener.Of("paas.router.request.duration")).Tags);
    }

    [Fact]
    public async Task Request_ListenerComesInTheMiddle_ActiveRequestsStayBalanced()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        using var listener = new TestMeter(router.Router.Context.Instruments.Meter);
        await server.SendAsync(Ok);
        await request;
        await router.Log.NextAsync();
        Assert.Empty(listener.Of("http.server.active_requests"));
        Assert.Single(listener.Of("paas.router.request.duration"));
    }

    [Fact]
    public async Task Connections_Listener_HearsHowManyAreOpen()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync(dyno);
        using var listener = new TestMeter(router.Router.Context.Instruments.Meter);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        await client.ReadAsync();
        listener.Observe();
        Assert.Equal((1, "{connection}"), (listener.Of("paas.router.connections")[0].Value, listener.Of("paas.router.connections")[0].Unit));
    }

    [Fact]
    public async Task AddPaasRouter_HostWithMeterFactory_UsesIt()
    {
        await using var services = new ServiceCollection().AddMetrics().AddPaasRouter(options => options.ListenNowhere()).BuildServiceProvider();
        var meter = services.GetRequiredService<HttpRouter>().Context.Instruments.Meter;
        Assert.Equal("Paas.Router", meter.Name);
        Assert.Same(services.GetRequiredService<IMeterFactory>(), meter.Scope);
    }
}
