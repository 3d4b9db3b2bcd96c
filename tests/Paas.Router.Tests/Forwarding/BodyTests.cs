using Paas.Harness;

namespace Paas.Forwarding;

public sealed class BodyTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n0002\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n";

    [Fact]
    public async Task Post_ContentLength_ReachesDyno()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var response = await router.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
        Assert.EndsWith("\n\nhello", response.Body, StringComparison.Ordinal);
        Assert.Equal(1, response.Body.Split("Content-Length: 5").Length - 1);
    }

    [Fact]
    public async Task Post_Chunked_ReachesDynoWithTrailers()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var response = await router.SendAsync(
            "POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX-T: 1\r\nHost: evil\r\n\r\n");
        Assert.EndsWith("\n\nhello![X-T: 1]", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_Chunked_KeepsChunksAndTrailers()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Chunked));
        var response = await router.GetAsync();
        Assert.Equal("abcde[X-Sum: 5]", response.Body);
        Assert.Contains("status=200 bytes=5 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_ChunkedToHttp10_IsDecodedAndClosed()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Chunked));
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.0\r\nHost: app.localhost\r\nConnection: keep-alive\r\n\r\n");
        var text = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Connection: close\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nabcde", text, StringComparison.Ordinal);
        Assert.Contains("protocol=http1.0", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_UntilClose_ClosesClient()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it"));
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        var response = await client.ReadAsync();
        Assert.Equal("close", response!["Connection"]);
        Assert.Equal("all of it", response.Body);
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "100", null)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", null, "chunked")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", "7", null)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", null, null)]
    public async Task Response_WithoutBody_KeepsHeadersAndConnection(string method, string answer, string? length, string? coding)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(answer));
        using var client = await router.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync($"{method} / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
            var response = await client.ReadAsync(noBody: true);
            Assert.Equal((length, coding), (response!["Content-Length"], response["Transfer-Encoding"]));
        }
    }

    [Fact]
    public async Task Bodies_BothWaysAtOnce_Stream()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        await server.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("1\r\n" + i + "\r\n");
            Assert.Equal("1\r\n" + i + "\r\n", await server.ReadExactlyAsync(6));
            await server.SendAsync("1\r\n" + i + "\r\n");
            Assert.Equal("1\r\n" + i + "\r\n", await client.ReadExactlyAsync(6));
        }
        await client.SendAsync("0\r\n\r\n");
        Assert.Equal("0\r\n\r\n", await server.ReadExactlyAsync(5));
        await server.SendAsync("0\r\n\r\n");
        Assert.Equal("0\r\n\r\n", await client.ReadExactlyAsync(5));
    }

    [Fact]
    public async Task Response_LargeToSlowClient_FreesDynoAndArrives()
    {
        var body = new string('x', 900_000);
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        client.Socket.ReceiveBufferSize = 65536;
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using (var server = await dyno.AcceptedAsync())
        {
            await server.ReadAsync();
            // The client has read nothing, and yet the dyno can write all and go.
            await server.SendAsync($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        }
        Assert.Equal(body, (await client.ReadAsync())!.Body);
    }

    [Fact]
    public async Task Response_EndlessToStuckClient_HoldsDynoBack()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
        server.Socket.Blocking = false;
        var sent = 0L;
        var block = new byte[65536];
        var idle = 0;
        // Fills the socket buffers and the router's own, then nothing more is taken.
        while (idle < 50)
        {
            try
            {
                sent += server.Socket.Send(block);
                idle = 0;
                Assert.True(sent < 64_000_000, "The router swallows without end.");
            }
            catch (System.Net.Sockets.SocketException)
            {
                idle++;
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
        await client.ReadUntilAsync("\r\n\r\n");
        Assert.Equal(1_000_000, (await client.ReadExactlyAsync(1_000_000)).Length);
    }

    [Fact]
    public async Task Upload_Large_ArrivesWhole()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        var body = string.Concat(Enumerable.Range(0, 300_000).Select(i => (char)('a' + i % 26)));
        var sending = client.SendAsync($"PUT /f HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var server = await dyno.AcceptedAsync();
        Assert.Equal(body, (await server.ReadAsync())!.Body);
        await sending;
        await server.SendAsync("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(201, (await client.ReadAsync())!.Status);
    }

    [Fact]
    public async Task EarlyResponse_DuringUpload_IsRelayedAndClientClosed()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 1000000\r\n\r\nsome");
        using (var server = await dyno.AcceptedAsync())
        {
            await server.ReadUntilAsync("\r\n\r\n");
            await server.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
        }
        var response = await client.ReadAsync();
        Assert.Equal((413, "big"), (response!.Status, response.Body));
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Expect_Continue_IsAnsweredByRouterAndStripped()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await router.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await client.ReadUntilAsync("\r\n\r\n"));
        await client.SendAsync("hi");
        var response = await client.ReadAsync();
        Assert.DoesNotContain("Expect", response!.Body, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\n\nhi", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interim_FromDyno_ContinueIsSwallowedHintsAreForwarded()
    {
        const string Answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Answer));
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        Assert.Equal("</a>", (await client.ReadAsync())!["Link"]);
        Assert.Equal("ok", (await client.ReadAsync())!.Body);

        await client.SendAsync("GET / HTTP/1.0\r\nHost: app.localhost\r\n\r\n");
        Assert.Equal(200, (await client.ReadAsync())!.Status);
    }
}
