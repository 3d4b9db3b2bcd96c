using Paas.Harness;

namespace Paas;

/// <summary>The README's example, with a free port and a dyno behind it.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Example_ServesApp()
    {
        using var dyno = new TestDyno().Answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var router = new HttpRouter(new RouterOptions().Listen(0));
        await router.StartAsync(CancellationToken.None);

        var target = new RouteTarget(Guid.NewGuid(), "web.1", dyno.Target.Address);
        var route = new HttpRoute(Guid.NewGuid(), "shop", RouteStatus.Serving, [target]);
        var table = new RouteTable(RouteTable.Empty.Hosts.Add("shop.localhost", route).Add("*.shop.example.com", route));
        await router.UpdateAsync(table, CancellationToken.None);

        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler) { BaseAddress = router.Address };
        foreach (var host in new[] { "shop.localhost", "www.shop.example.com" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = host } };
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("ok", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        await router.StopAsync(CancellationToken.None);
    }
}
