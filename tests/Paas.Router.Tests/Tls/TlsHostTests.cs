using Paas.Harness;

namespace Paas.Tls;

public sealed class TlsHostTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static readonly string[] Hosts = ["app.localhost", "www.app.localhost", "other.localhost"];

    [Theory]
    // One certificate may be for several hosts, and a connection serves them all.
    [InlineData("app.localhost", "app.localhost", 200)]
    [InlineData("app.localhost", "www.app.localhost", 200)]
    [InlineData("app.localhost", "APP.localhost:443", 200)]
    // It asked for one app and wants another.
    [InlineData("app.localhost", "other.localhost", 421)]
    // It got the default certificate, which is not for the host, and did not mind.
    [InlineData("other.localhost", "other.localhost", 495)]
    [InlineData("", "other.localhost", 495)]
    [InlineData("", "default.localhost", 404)]
    [InlineData("", "app.localhost", 495)]
    [InlineData("app.localhost", "nowhere.localhost", 404)]
    public async Task Host_OfRequest_MustFitTheCertificate(string name, string host, int status)
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await StartAsync(dyno);
        using var client = await router.ConnectCarelessAsync(name);
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: a \"test\"\r\n\r\n");
        Assert.Equal(status, (await client.ReadAsync())!.Status);
        if (status == 404)
            return;
        var line = await router.Log.NextAsync();
        Assert.StartsWith(
            status switch
            {
                421 => "at=error code=H31 desc=\"Misdirected Request\" method=GET path=\"/\" host=",
                495 => "at=error code=H32 desc=\"TLS Certificate Mismatch\" method=GET path=\"/\" host=",
                _ => "at=info method=GET ",
            }, line, StringComparison.Ordinal);
        if (status != 200)
            Assert.Contains($" dyno= connect= service= status={status} bytes= protocol=http1.1 tls=true ", line, StringComparison.Ordinal);
        if (status == 421)
            Assert.EndsWith(" agent=\"a \\\"test\\\"\"", line, StringComparison.Ordinal);
        else
            Assert.DoesNotContain("agent=", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_ChangesOnAConnection_EachIsChecked()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        foreach (var (host, status) in new[] { ("app.localhost", 200), ("www.app.localhost", 200), ("app.localhost", 200), ("other.localhost", 421) })
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
            Assert.Equal(status, (await client.ReadAsync())!.Status);
        }
        // The client is to come again by a connection of its own.
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Mismatch_WhereAllowed_IsServed()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await StartAsync(dyno, options => options.Tls.AllowCertificateMismatch = true);
        using var client = await router.ConnectCarelessAsync("app.localhost");
        await client.SendAsync("GET / HTTP/1.1\r\nHost: other.localhost\r\n\r\n");
        Assert.Equal(200, (await client.ReadAsync())!.Status);
    }

    private static async Task<TestRouter> StartAsync(TestDyno dyno, Action<RouterOptions>? configure = null)
    {
        var router = await TlsClients.StartAsync(dyno, options =>
        {
            options.Tls.Certificates.Set("app.localhost", TestCertificate.For("app.localhost", "*.app.localhost"));
            options.Tls.Certificates.Default = TestCertificate.For("default.localhost");
            configure?.Invoke(options);
        });
        var route = new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target]);
        await router.RouteAsync(TestRouter.Table([.. Hosts.Select(host => (host, route))]));
        return router;
    }
}
