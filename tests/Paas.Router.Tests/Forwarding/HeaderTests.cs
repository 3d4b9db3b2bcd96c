using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Harness;

namespace Paas.Forwarding;

public sealed partial class HeaderTests
{
    [Fact]
    public async Task Request_HopByHopAndForwarded_AreRewritten()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var response = await router.SendAsync(
            "GET /a HTTP/1.1\r\nHost: APP.localhost:8080\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\n"
            + "Keep-Alive: timeout=5\r\nProxy-Authorization: x\r\nX-Forwarded-For: 1.1.1.1\r\nx-forwarded-for: 2.2.2.2\r\n"
            + "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Host: other\r\nX-Request-Start: 1\r\nVia: 1.1 example\r\n"
            + "Accept:  text/html \r\nX-Request-ID: short\r\n\r\n");

        var port = router.EndPoint.Port.ToString(CultureInfo.InvariantCulture);
        var start = router.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var sent = RequestIds().Replace(response.Body, "X-Request-ID: *");
        Assert.Equal(
            $"""
            GET /a HTTP/1.1
            Host: APP.localhost:8080
            X-Forwarded-Host: other
            Accept: text/html
            Connection: keep-alive
            X-Forwarded-For: 1.1.1.1, 2.2.2.2, 127.0.0.1
            X-Forwarded-Proto: http
            X-Forwarded-Port: {port}
            X-Request-ID: *
            X-Request-Start: {start}
            Via: 1.1 example, 1.1 heroku-router


            """,
            sent);
        Assert.Contains("fwd=\"1.1.1.1, 2.2.2.2, 127.0.0.1\"", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_TrustedProto_IsKept()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(options => options.TrustForwardedProto = true);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        var response = await router.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n\r\n");
        Assert.Contains("X-Forwarded-Proto: https\nX-Forwarded-Port: 443\n", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task RequestId_Length_DecidesWhoseIsUsed(int length, bool kept)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var id = new string('a', length);
        var response = await router.SendAsync($"GET / HTTP/1.1\r\nHost: app.localhost\r\nX-Request-ID: {id}\r\n\r\n");
        Assert.Equal(kept, response.Body.Contains($"X-Request-ID: {id}\n", StringComparison.Ordinal));
        Assert.Null(response["X-Request-ID"]);
        Assert.Equal(kept, (await router.Log.NextAsync()).Contains($"request_id={id} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequestId_Generated_IsInLineAndHeader()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var response = await router.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nX-Request-ID: 0123456789_not_allowed_bytes\r\n\r\n");
        var id = RequestIds().Match(response.Body).Value["X-Request-ID: ".Length..];
        Assert.Equal(4, Guid.Parse(id).Version);
        Assert.Contains("request_id=" + id, await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AbsoluteTarget_SameHost_IsForwardedAsPath()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var response = await router.SendAsync("GET http://App.localhost/p?q HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        Assert.StartsWith("GET /p?q HTTP/1.1\n", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_HopByHop_AreStripped()
    {
        const string Answer = "HTTP/1.1 299 Odd one\r\nConnection: x-hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nVia: 1.0 app\r\n"
            + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: s\r\nContent-Length: 0\r\n\r\n";
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Answer));
        var response = await router.GetAsync();
        Assert.Equal("HTTP/1.1 299 Odd one", response.Start);
        Assert.Equal(
            ["Set-Cookie=a=1", "Set-Cookie=b=2", "Server=s", "Content-Length=0", "Connection=keep-alive", "Via=1.0 app, 1.1 heroku-router"],
            response.Headers.Select(header => $"{header.Name}={header.Value}"));
    }

    [Fact]
    public async Task RequestLine_Quotes_AreEscaped()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        await router.GetAsync("/a\"b\\c?\u00c3\u00a9");
        Assert.Contains("path=\"/a\\\"b\\\\c?é\" host", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [GeneratedRegex("X-Request-ID: [0-9a-f-]{36}")]
    private static partial Regex RequestIds();
}
