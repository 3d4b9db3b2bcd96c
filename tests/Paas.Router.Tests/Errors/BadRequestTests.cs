using Paas.Harness;

namespace Paas.Errors;

public sealed class BadRequestTests
{
    private const string Host = "Host: app.localhost\r\n";

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + Host + "\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: app.localhost/x\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: a@app.localhost\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: app.localhost:80a\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", 400)]
    [InlineData("GET /\r\n\r\n", 400)]
    [InlineData("GET  / HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET / x HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET /#f HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET x HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET * HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET http://other.localhost/ HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET / HTTP/2.0\r\n" + Host + "\r\n", 505)]
    [InlineData("GET / http/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("CONNECT app.localhost:443 HTTP/1.1\r\n" + Host + "\r\n", 405)]
    [InlineData("GE(T / HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET / HTTP/1.1\n" + Host + "\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: app.localhost\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "A: b\rc\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "A: b\0\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "A: b\r\n c\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "A : b\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + ": b\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "nocolon\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Connection: upgrade\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Connection: upgrade\r\nUpgrade: a b\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Expect: cake\r\n\r\n", 417)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Expect:\r\n\r\n", 200)]
    [InlineData("OPTIONS * HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("\r\nGET / HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: APP.LOCALHOST.:99\r\n\r\n", 200)]
    public async Task Request_IsJudged(string request, int status)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await router.ConnectAsync();
        await client.SendAsync(request);
        var response = await client.ReadAsync();
        Assert.Equal(status, response!.Status);
        if (status == 200)
            return;
        Assert.Equal("close", response["Connection"]);
        client.EndOutput();
        Assert.True(await client.IsClosedAsync());
    }

    [Theory]
    [InlineData("Content-Length: 3\r\nContent-Length: 4")]
    [InlineData("Content-Length: 3, 3")]
    [InlineData("Content-Length: +3")]
    [InlineData("Content-Length: 3a")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 0x3")]
    [InlineData("Content-Length:")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: gzip, chunked")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding:\vchunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3")]
    [InlineData("Content-Length: 3\r\nTransfer-Encoding: chunked")]
    public async Task Smuggling_IsNeverForwarded(string headers)
    {
        var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(dyno);
        var response = await router.SendAsync($"POST / HTTP/1.1\r\n{Host}{headers}\r\n\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\n{Host}\r\n");
        Assert.Equal((400, "close"), (response.Status, response["Connection"]));
        Assert.Equal(0, dyno.Connections);
    }

    [Fact]
    public async Task Http10_WithChunked_IsRefused()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        Assert.Equal(400, (await router.SendAsync($"POST / HTTP/1.0\r\n{Host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")).Status);
    }

    [Fact]
    public async Task LengthBesideChunked_WhenAllowed_ChunkedWinsAndConnectionCloses()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync(options => options.Limits.AllowContentLengthWithChunked = true);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        var response = await router.SendAsync($"POST / HTTP/1.1\r\n{Host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
        Assert.Equal((200, "close"), (response.Status, response["Connection"]));
        Assert.DoesNotContain("Content-Length", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Expect: cake\r\n", "at=error code=H26 desc=\"Request Error\" cause=\"unsupported expect header value\" method=GET path=\"/\" ", 417)]
    [InlineData("Content-Length: x\r\n", "at=error code=H26 desc=\"Request Error\" cause=\"bad header\" method=GET path=\"/\" ", 400)]
    public async Task KnownApp_GetsLine(string header, string line, int status)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        await router.SendAsync($"GET / HTTP/1.1\r\n{Host}{header}\r\n");
        var text = await router.Log.NextAsync();
        Assert.StartsWith(line, text, StringComparison.Ordinal);
        Assert.Contains($" dyno= connect= service= status={status} bytes= ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("3\nabc")]
    [InlineData("3\r\nabcd")]
    [InlineData("-1\r\n")]
    [InlineData(" 3\r\nabc\r\n")]
    [InlineData("3 \r\nabc\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("0\r\nBad Trailer: 1\r\n\r\n")]
    public async Task BadChunk_FromClient_BreaksDynoOff(string chunk)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\n{Host}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n{chunk}");
        Assert.Equal(400, (await client.ReadAsync())!.Status);
        using var server = await dyno.AcceptedAsync();
        Assert.DoesNotContain("0\r\n\r\n", await server.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Contains("code=H26 desc=\"Request Error\" cause=\"bad chunk\"", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 200)]
    [InlineData(0, 200)]
    [InlineData(1, 400)]
    public async Task Limits_AreHerokus(int above, int status)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        async Task AssertAsync(string request) => Assert.Equal(status, (await router.SendAsync(request)).Status);
        await AssertAsync($"GET /{new string('a', 8192 - 14 + above)} HTTP/1.1\r\n{Host}\r\n");
        await AssertAsync($"GET / HTTP/1.1\r\n{Host}A: {new string('a', 8192 - 3 + above)}\r\n\r\n");
        await AssertAsync($"GET / HTTP/1.1\r\n{Host}{new string('a', 1000 + above)}: b\r\n\r\n");
        await AssertAsync($"GET / HTTP/1.1\r\n{Host}{string.Concat(Enumerable.Repeat("a: b\r\n", 999 + above))}\r\n");
        await AssertAsync($"{new string('M', 127 + above)} / HTTP/1.1\r\n{Host}\r\n");
    }
}
