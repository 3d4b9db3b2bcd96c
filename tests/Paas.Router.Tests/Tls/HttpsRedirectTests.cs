using Paas.Harness;

namespace Paas.Tls;

public sealed class HttpsRedirectTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("GET", "/a/b?c=d&e=%20f", 301)]
    [InlineData("HEAD", "/", 301)]
    [InlineData("DELETE", "/x", 308)]
    [InlineData("GET", "//evil.example.com/", 301)]
    [InlineData("GET", "http://app.localhost:8080/absolute?q", 301)]
    public async Task PlainRequest_IsSentToHttps(string method, string target, int status)
    {
        await using var router = await StartAsync(options => options.ListenTls(0));
        using var client = await router.ConnectAsync();
        // Twice: the connection is kept.
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: app.localhost:8080\r\n\r\n");
            var answer = (await client.ReadAsync(noBody: true))!;
            var path = target.StartsWith("http:", StringComparison.Ordinal) ? "/absolute?q" : target;
            Assert.Equal((status, $"https://app.localhost:{router.TlsEndPoint().Port}{path}", "0", "keep-alive"),
                (answer.Status, answer["Location"], answer["Content-Length"], answer["Connection"]));
            Assert.Contains($" dyno= connect= service= status={status} bytes= protocol=http1.1 tls=false", await router.Log.NextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PlainUpload_IsSentToHttps_AndItsConnectionEnds()
    {
        await using var router = await StartAsync(options => options.Tls.PublicPort = 443);
        using var client = await router.ConnectAsync();
        await client.SendAsync("POST /up HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 1000\r\n\r\n");
        var answer = (await client.ReadAsync())!;
        Assert.Equal((308, "https://app.localhost/up", "close"), (answer.Status, answer["Location"], answer["Connection"]));
    }

    [Fact]
    public async Task PlainRequest_WithoutTlsListener_IsSentToPort443()
    {
        await using var router = await StartAsync(_ => { });
        Assert.Equal("https://app.localhost/", (await router.GetAsync())["Location"]);
    }

    [Theory]
    [InlineData(true, "https", 200)]
    [InlineData(true, "http", 301)]
    [InlineData(false, "https", 301)]
    public async Task ForwardedProto_OfATrustedProxy_Counts(bool trust, string proto, int status)
    {
        await using var router = await StartAsync(options => options.TrustForwardedProto = trust);
        var answer = await router.SendAsync($"GET / HTTP/1.1\r\nHost: app.localhost\r\nX-Forwarded-Proto: {proto}\r\n\r\n");
        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task TlsRequest_IsServed()
    {
        await using var router = await StartAsync(options =>
        {
            options.ListenTls(0);
            options.Tls.Certificates.Set(TestCertificate.For("app.localhost"));
        });
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        Assert.Equal("ok", (await client.ReadAsync())!.Body);
    }

    private static async Task<TestRouter> StartAsync(Action<RouterOptions> configure)
    {
        var dyno = new TestDyno().Answer(Ok);
        var router = await TestRouter.StartAsync(configure);
        router.Own(dyno);
        var route = new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target]) { Settings = new RouteSettings { RedirectToHttps = true } };
        await router.RouteAsync(TestRouter.Table("app.localhost", route));
        return router;
    }
}
