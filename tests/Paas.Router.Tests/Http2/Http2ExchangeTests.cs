using Paas.Harness;

namespace Paas.Http2;

/// <summary>Requests and responses over HTTP/2, by a client that speaks frames.</summary>
public sealed class Http2ExchangeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task Get_IsServed_WithLineAndVia()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await H2Client.ConnectAsync(router);
        var response = await client.RequestAsync(1, H2Client.Get("/a?b", more: "x-a: 1|cookie: a=1|cookie: b=2|user-agent: test"));
        Assert.Equal(200, response.Status);
        Assert.StartsWith("GET /a?b HTTP/1.1\n", response.Body, StringComparison.Ordinal);
        Assert.Contains("\nhost: app.localhost\n", response.Body, StringComparison.Ordinal);
        Assert.Contains("\ncookie: a=1; b=2\n", response.Body, StringComparison.Ordinal);
        Assert.Contains("\nVia: 2.0 heroku-router\n", response.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", response.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("1.1 heroku-router", response["via"]);
        var line = await router.Log.NextAsync();
        Assert.Contains("method=GET path=\"/a?b\" host=app.localhost ", line, StringComparison.Ordinal);
        Assert.EndsWith(" status=200 bytes=" + response.Body.Length + " protocol=http2.0 tls=false", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_ConnectionFields_AreDroppedNamesAreLowerCase()
    {
        const string Answer = "HTTP/1.1 200 Fine\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=9\r\nX-Hop: 1\r\nUpgrade: h2c\r\n"
            + "X-UPPER: Value\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n";
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Answer));
        using var client = await H2Client.ConnectAsync(router);
        for (var stream = 1; stream < 9; stream += 2)
        {
            var response = await client.RequestAsync(stream, H2Client.Get());
            Assert.Equal(
                [(":status", "200"), ("x-upper", "Value"), ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("content-length", "0"), ("via", "1.1 heroku-router")],
                response.Headers);
        }
    }

    [Fact]
    public async Task Streams_Many_AreServedAtOnceInAnyOrder()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        var wires = new Dictionary<string, SocketWire>();
        for (var stream = 1; stream < 20; stream += 2)
        {
            await client.SendHeadersAsync(stream, H2Client.Get($"/{stream}"));
            var wire = await dyno.AcceptedAsync();
            wires.Add((await wire.ReadAsync())!.Start.Split(' ')[1], wire);
        }
        for (var stream = 19; stream > 0; stream -= 2)
        {
            await wires[$"/{stream}"].SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {stream}\r\n\r\n" + new string('x', stream));
            Assert.Equal(stream, (await client.ResponseAsync(stream)).Body.Length);
        }
        // The next one finds a connection to the dyno and a stream's objects of the first ones.
        var next = client.RequestAsync(21, H2Client.Get("/again"));
        var (again, request) = await await Task.WhenAny(wires.Values.Select(async wire => (wire, await wire.ReadUntilAsync("\r\n\r\n"))));
        Assert.StartsWith("GET /again ", request, StringComparison.Ordinal);
        await again.SendAsync(Ok);
        Assert.Equal("ok", (await next).Body);
    }

    [Fact]
    public async Task Post_WithLength_IsForwardedAsSuch()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST", more: "content-length: 5"), ends: false);
        await client.SendDataAsync(1, "he");
        await client.SendDataAsync(1, "llo", ends: true);
        var response = await client.ResponseAsync(1);
        Assert.Contains("\nContent-Length: 5\n", response.Body, StringComparison.Ordinal);
        Assert.EndsWith("\n\nhello", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithoutLength_IsChunkedWithTrailers()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST"), ends: false);
        await client.SendDataAsync(1, "hello");
        // Padded by three bytes.
        await client.SendAsync(H2Frame.Data, 8, 1, [3, (byte)'!', 0, 0, 0]);
        await client.SendHeadersAsync(1, "x-sum: 7|content-length: 9");
        var response = await client.ResponseAsync(1);
        Assert.Contains("\nTransfer-Encoding: chunked\n", response.Body, StringComparison.Ordinal);
        Assert.EndsWith("\n\nhello![x-sum: 7]", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_EmptyWithLateEnd_IsServed()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        for (var stream = 1; stream < 7; stream += 2)
        {
            // All that was announced has come, so the answer may overtake the end; neither is an error.
            await client.SendHeadersAsync(stream, H2Client.Get(method: "POST", more: "content-length: 2"), ends: false);
            await client.SendDataAsync(stream, "hi");
            Assert.Equal("ok", (await client.ResponseAsync(stream)).Body);
            await client.SendDataAsync(stream, "", ends: true);
        }
        Assert.Null((await client.RequestAsync(9, H2Client.Get())).ResetCode);
    }

    [Fact]
    public async Task Response_Chunked_BecomesDataAndTrailers()
    {
        const string Answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\nX-Sum: 5\r\nX-T:\r\n\r\n";
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Answer));
        using var client = await H2Client.ConnectAsync(router);
        for (var stream = 1; stream < 7; stream += 2)
        {
            var response = await client.RequestAsync(stream, H2Client.Get());
            Assert.Equal((200, "abcde", null), (response.Status, response.Body, response["transfer-encoding"]));
            Assert.Equal([("x-sum", "5"), ("x-t", "")], response.Trailers);
        }
    }

    [Fact]
    public async Task Response_ChunkedInCrumbs_ArrivesWhole()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        foreach (var part in "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n|3\r|\nab|c\r|\n|1|\r\nd|\r\n|0\r\n|\r|\n".Split('|'))
            await server.SendAsync(part);
        var response = await client.ResponseAsync(1);
        Assert.Equal(("abcd", 0), (response.Body, response.Trailers.Count));
    }

    // Large enough that the stream takes the response in slices, whose borders fall anywhere within chunks, lines and heads.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(70_000)]
    public async Task Response_LargeInChunks_ArrivesWhole(int chunk)
    {
        var body = new string('a', 200_000);
        var text = new System.Text.StringBuilder("HTTP/1.1 200 OK\r\nX-Large: ").Append('h', 150_000).Append("\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var at = 0; at < body.Length; at += chunk)
            text.Append(Math.Min(chunk, body.Length - at).ToString("x", null)).Append("\r\n").Append('a', Math.Min(chunk, body.Length - at)).Append("\r\n");
        text.Append("0\r\n\r\n");
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(text.ToString()));
        using var client = await H2Client.ConnectAsync(router);
        var response = await client.RequestAsync(1, H2Client.Get());
        Assert.Equal(150_000, response["x-large"]!.Length);
        Assert.Equal(body, response.Body);
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "100")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", null)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", "7")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", null)]
    public async Task Response_WithoutBody_EndsWithHead(string method, string answer, string? length)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(answer));
        using var client = await H2Client.ConnectAsync(router);
        for (var stream = 1; stream < 5; stream += 2)
        {
            var response = await client.RequestAsync(stream, H2Client.Get(method: method));
            Assert.Equal((length, ""), (response["content-length"], response.Body));
            Assert.Null(response.ResetCode);
        }
    }

    [Fact]
    public async Task Response_UntilClose_EndsStreamAndLeavesConnection()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it"));
        using var client = await H2Client.ConnectAsync(router);
        Assert.Equal("all of it", (await client.RequestAsync(1, H2Client.Get())).Body);
        Assert.Equal("all of it", (await client.RequestAsync(3, H2Client.Get())).Body);
    }

    [Fact]
    public async Task Interim_FromDynoAndRouter_ComeAheadOfResponse()
    {
        const string Answer = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Answer));
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST", more: "expect: 100-continue|content-length: 2"), ends: false);
        await client.UntilAsync(H2Frame.Headers, 1);
        Assert.Equal([100], client.Find(1).Interim);
        await client.SendDataAsync(1, "hi", ends: true);
        var response = await client.ResponseAsync(1);
        Assert.Equal([100, 103], response.Interim);
        Assert.Equal((200, "ok"), (response.Status, response.Body));
    }

    [Fact]
    public async Task Bodies_BothWaysAtOnce_Stream()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST"), ends: false);
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        await server.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < 3; i++)
        {
            await client.SendDataAsync(1, $"{i}");
            Assert.Equal($"1\r\n{i}\r\n", await server.ReadExactlyAsync(6));
            await server.SendAsync($"1\r\n{i}\r\n");
            await client.UntilAsync(H2Frame.Data, 1);
        }
        await client.SendDataAsync(1, "", ends: true);
        Assert.Equal("0\r\n\r\n", await server.ReadExactlyAsync(5));
        await server.SendAsync("0\r\n\r\n");
        Assert.Equal("012", (await client.ResponseAsync(1)).Body);
    }

    [Fact]
    public async Task EarlyResponse_DuringUpload_IsFollowedByResetWithoutError()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST", more: "content-length: 1000000"), ends: false);
        await client.SendDataAsync(1, "some");
        using (var server = await dyno.AcceptedAsync())
        {
            await server.ReadUntilAsync("\r\n\r\n");
            await server.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
        }
        var reset = await client.UntilAsync(H2Frame.Reset, 1);
        Assert.Equal(0, reset!.Number);
        Assert.Equal((413, "big"), (client.Find(1).Status, client.Find(1).Body));
        // What was under way is no error, and the connection goes on.
        await client.SendDataAsync(1, "more", ends: true);
        var next = client.RequestAsync(3, H2Client.Get());
        using var second = await dyno.AcceptedAsync();
        await second.ReadAsync();
        await second.SendAsync(Ok);
        Assert.Equal("ok", (await next).Body);
    }

    [Theory]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: nowhere.localhost", 404, "No such app")]
    [InlineData(":method: CONNECT|:authority: app.localhost:443", 405, "unsupported method")]
    [InlineData(":method: GET|:scheme: http|:path: /", 400, "bad header")]
    [InlineData(":method: GET|:scheme: http|:path: /a b|:authority: app.localhost", 400, "bad header")]
    [InlineData(":method: G T|:scheme: http|:path: /|:authority: app.localhost", 400, "bad header")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|expect: something", 417, "unsupported expect")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|x: \u0001", 400, "bad header")]
    [InlineData(":method: GET|:scheme: http|:path: *|:authority: app.localhost", 400, "bad header")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: user@app.localhost", 400, "bad header")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|content-length: 1x", 400, "bad header")]
    public async Task Request_Refused_GetsPage(string fields, int status, string text)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        var response = await client.RequestAsync(1, fields);
        Assert.Equal(status, response.Status);
        Assert.Contains(text, response.Body, StringComparison.Ordinal);
        Assert.Equal(response.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), response["content-length"]);
        Assert.Equal("ok", (await client.RequestAsync(3, H2Client.Get())).Body);
    }

    [Fact]
    public async Task Request_WithoutDynos_GetsPageOfItsCode()
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Crashed);
        using var client = await H2Client.ConnectAsync(router);
        var response = await client.RequestAsync(1, H2Client.Get());
        Assert.Equal(503, response.Status);
        Assert.Contains("H10: App crashed", response.Body, StringComparison.Ordinal);
        var head = await client.RequestAsync(3, H2Client.Get(method: "HEAD"));
        Assert.Equal((503, "", response["content-length"]), (head.Status, head.Body, head["content-length"]));
        Assert.Contains("code=H10", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_RefusedWhileUploading_EndsStreamOnly()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, ":method: POST|:scheme: http|:path: /|:authority: nowhere.localhost", ends: false);
        await client.SendDataAsync(1, new string('x', 10_000));
        Assert.Equal(0, (await client.UntilAsync(H2Frame.Reset, 1))!.Number);
        Assert.Equal(404, client.Find(1).Status);
        Assert.Equal("ok", (await client.RequestAsync(3, H2Client.Get())).Body);
    }
}
