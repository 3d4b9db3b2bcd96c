using Paas.Harness;

namespace Paas.Errors;

/// <summary>Every failure, provoked over sockets: status, page, line.</summary>
public sealed class ErrorCodeTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";

    [Fact]
    public async Task UnknownHost_Is404WithoutLine()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n");
        var response = await client.ReadAsync();
        Assert.Equal("HTTP/1.1 404 Not Found", response!.Start);
        Assert.Contains("There's nothing here, yet.", response.Body, StringComparison.Ordinal);
        await client.SendAsync(Get);
        Assert.Equal(200, (await client.ReadAsync())!.Status);
        Assert.Contains("host=app.localhost", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RouteStatus.NoWebDynos, "at=error code=H14 desc=\"No web processes running\"")]
    [InlineData(RouteStatus.Crashed, "at=error code=H10 desc=\"App crashed\"")]
    [InlineData(RouteStatus.Blank, "at=info code=H81 desc=\"Blank app\"")]
    [InlineData(RouteStatus.Maintenance, "at=info code=H80 desc=\"Maintenance mode\"")]
    public async Task Status_WithoutDyno_IsAnsweredAtOnce(RouteStatus status, string line)
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(status);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET /a HTTP/1.1\r\nHost: app.localhost\r\nX-Request-ID: 01234567890123456789\r\n\r\n");
        var response = await client.ReadAsync();
        Assert.Equal((503, "keep-alive"), (response!.Status, response["Connection"]));
        Assert.Contains(status == RouteStatus.Maintenance ? "Offline for maintenance" : "Application error", response.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("http", response.Body.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(
            line + " method=GET path=\"/a\" host=app.localhost request_id=01234567890123456789 fwd=\"127.0.0.1\" dyno= connect= service= status=503 bytes= protocol=http1.1 tls=false",
            await router.Log.NextAsync());

        await client.SendAsync("HEAD / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        Assert.Equal(503, (await client.ReadAsync(noBody: true))!.Status);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 3\r\n\r\nabc");
        Assert.Equal("close", (await client.ReadAsync())!["Connection"]);
    }

    [Fact]
    public async Task Maintenance_WinsOverDynos()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Maintenance, dyno);
        Assert.Equal(503, (await router.GetAsync()).Status);
    }

    [Fact]
    public async Task Starting_TableBringsDyno_ReleasesAtOnce()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Starting);
        var request = router.GetAsync();
        await router.HeldAsync();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        Assert.Equal(200, (await request).Status);
    }

    [Fact]
    public async Task Starting_For75Seconds_IsH20()
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Starting);
        var before = router.Time.GetUtcNow();
        var request = router.GetAsync();
        await router.HeldAsync();
        var response = await router.AdvanceUntilAsync(request);
        Assert.Equal(503, response.Status);
        Assert.StartsWith("at=error code=H20 desc=\"App boot timeout\"", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.True(router.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(75));
    }

    [Fact]
    public async Task Starting_ClientGone_IsH27()
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Starting);
        var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        await router.HeldAsync();
        client.Dispose();
        Assert.Contains("code=H27", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, router.Router.Context.Held.Count);
    }

    [Fact]
    public async Task InFlight_AboveLimit_IsH11()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.MaxInFlightPerDyno = 2);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        var first = await router.ConnectAsync();
        await first.SendAsync(Get);
        await (await dyno.AcceptedAsync()).ReadAsync();
        var second = await router.ConnectAsync();
        await second.SendAsync(Get);
        await (await dyno.AcceptedAsync()).ReadAsync();
        Assert.Equal(503, (await router.GetAsync()).Status);
        Assert.StartsWith("at=error code=H11 desc=\"Backlog too deep\"", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoFirstByte_For30Seconds_IsH12()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        var response = await router.AdvanceUntilAsync(request);
        Assert.Equal(503, response.Status);
        var line = await router.Log.NextAsync();
        Assert.StartsWith("at=error code=H12 desc=\"Request timeout\"", line, StringComparison.Ordinal);
        Assert.Matches(@"dyno=web\.1 connect=\d+ms service=3\d\d\d\dms status=503 bytes=0 ", line);
    }

    [Fact]
    public async Task Closed_WithoutByte_IsH13()
    {
        await AssertAsync(server => { server.Dispose(); return Task.CompletedTask; }, 503, "at=error code=H13 desc=\"Connection closed without response\"");
    }

    [Fact]
    public async Task Closed_InHead_IsH18WithPage()
    {
        await AssertAsync(
            async server =>
            {
                await server.SendAsync("HTTP/1.1 200 OK\r\nContent-");
                server.EndOutput();
            },
            503, "sock=backend at=error code=H18 desc=\"Server Request Interrupted\"");
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    public async Task Closed_InBody_IsH18AndClientClosed(string rest)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using (var server = await dyno.AcceptedAsync())
        {
            await server.ReadAsync();
            await server.SendAsync("HTTP/1.1 200 OK\r\n" + rest);
        }
        var text = await client.ReadToEndAsync();
        Assert.Contains("abc", text, StringComparison.Ordinal);
        var line = await router.Log.NextAsync();
        Assert.StartsWith("sock=backend at=error code=H18", line, StringComparison.Ordinal);
        Assert.Contains("status=503 bytes=3 ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadChunk_FromDyno_AbortsClient()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxx\r\n");
        Assert.DoesNotContain("\r\n0\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(await server.IsClosedAsync());
        Assert.Contains("code=H17", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_InBody_IsH15()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        await client.ReadUntilAsync("abc");
        await router.AdvanceUntilAsync(client.ReadToEndAsync());
        Assert.Matches("^at=error code=H15 desc=\"Idle connection\" .* service=5[5-9]\\d\\d\\dms status=503 bytes=3 ", await router.Log.NextAsync());
    }

    [Fact]
    public async Task Idle_WebSocket_IsH15()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n");
        await client.ReadAsync();
        await router.AdvanceUntilAsync(client.ReadToEndAsync());
        Assert.True(await server.IsClosedAsync());
        Assert.StartsWith("at=error code=H15", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_Upload_IsH28()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 10\r\n\r\nabc");
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("abc");
        Assert.Equal(499, (await router.AdvanceUntilAsync(client.ReadAsync()))!.Status);
        Assert.StartsWith("at=warning code=H28 desc=\"Client Connection Idle\"", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_OnlyDyno_IsH21ThenQuarantined()
    {
        using var dyno = new TestDyno(listens: false);
        await using var router = await TestRouter.StartAsync(dyno);
        Assert.Equal(503, (await router.GetAsync()).Status);
        var line = await router.Log.NextAsync();
        Assert.StartsWith("at=error code=H21 desc=\"Backend connection refused\"", line, StringComparison.Ordinal);
        Assert.Contains(" dyno=web.1 connect=0ms service= status=503 bytes= ", line, StringComparison.Ordinal);

        // Five seconds later it is tried again. From then on the clock stands, or a slow machine would meet other timeouts.
        dyno.Listen();
        dyno.Echo();
        var request = router.GetAsync();
        await router.HeldAsync();
        await router.AdvanceWhileAsync(() => router.Router.Context.Held.Count > 0);
        Assert.Equal(200, (await request).Status);
    }

    [Fact]
    public async Task Refused_OneOfTwo_GoesToTheOther()
    {
        using var bad = new TestDyno("web.1", listens: false);
        var good = new TestDyno("web.2").Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var router = await TestRouter.StartAsync(bad, good);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await router.GetAsync()).Status);
            Assert.Contains(" dyno=web.2 ", await router.Log.NextAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    public async Task Refused_ManyDynos_AtMostTenAreTried(int dynos, int tried)
    {
        var refusing = Enumerable.Range(1, dynos).Select(i => new TestDyno($"web.{i}", listens: false)).ToArray();
        await using var router = await TestRouter.StartAsync(refusing);
        Assert.Equal(503, (await router.GetAsync()).Status);
        Assert.Contains("code=H21", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(tried, refusing.Count(dyno => router.Router.Context.Routes.FindDyno(dyno.Target.DynoId)!.QuarantinedUntil > 0));
    }

    [Fact]
    public async Task AllQuarantined_For75Seconds_IsH34()
    {
        using var dyno = new TestDyno(listens: false);
        await using var router = await TestRouter.StartAsync(options => options.QuarantineTime = TimeSpan.FromMinutes(10));
        await router.RouteAsync(RouteStatus.Serving, dyno);
        await router.GetAsync();
        await router.Log.NextAsync();
        var request = router.GetAsync();
        await router.HeldAsync();
        Assert.Equal(503, (await router.AdvanceUntilAsync(request)).Status);
        Assert.StartsWith("at=error code=H34 desc=\"All up dynos are quarantined\"", await router.Log.NextAsync(), StringComparison.Ordinal);

        // A check that succeeds ends the quarantine.
        dyno.Listen();
        dyno.Echo();
        Assert.Null(await router.Router.CheckAsync(dyno.Target.DynoId, TestContext.Current.CancellationToken));
        Assert.Equal(200, (await router.GetAsync()).Status);
    }

    [Fact]
    public async Task Reset_InBodyUntilClose_ShowsClientThatItIsIncomplete()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\npart");
        await client.ReadUntilAsync("part");
        server.Reset();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(client.ReadToEndAsync);
        Assert.StartsWith("sock=backend at=error code=H18", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectTimeout_IsH19()
    {
        // A full accept queue: Linux drops further handshakes, so the connect neither succeeds nor fails.
        using var stuck = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        stuck.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        stuck.Listen(0);
        var target = new RouteTarget(Guid.NewGuid(), "web.1", (System.Net.IPEndPoint)stuck.LocalEndPoint!);
        using var filler = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await filler.ConnectAsync(target.Address, TestContext.Current.CancellationToken);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [target])));
        Assert.Equal(503, (await router.AdvanceUntilAsync(router.GetAsync())).Status);
        Assert.Matches("^at=error code=H19 desc=\"Backend connection timeout\" .* connect=[5-9]\\d\\d\\dms service= ", await router.Log.NextAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 200\r\n\r\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 20x OK\r\n\r\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("hello\r\n\r\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 101 Go\r\n\r\n", 503, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\n", 502, "H17", "Poorly formatted HTTP response")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 502, "H25", "HTTP restriction: invalid content length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 502, "H25", "HTTP restriction: invalid content length")]
    public async Task BadResponse_IsRefused(string answer, int status, string code, string description)
    {
        await AssertAsync(server => server.SendAsync(answer), status, $"at=error code={code} desc=\"{description}\"");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ResponseLimits_AreHerokus(int above)
    {
        var cookie = "Set-Cookie: " + new string('a', 8192 - 12 + above);
        var header = "A: " + new string('a', 524288 - 3 + above);
        var status = "HTTP/1.1 200 " + new string('a', 8192 - 13 + above);
        await AssertLimitAsync($"HTTP/1.1 200 OK\r\n{cookie}\r\nContent-Length: 0\r\n\r\n", above, "oversized cookie");
        await AssertLimitAsync($"HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: 0\r\n\r\n", above, "oversized header");
        await AssertLimitAsync($"{status}\r\nContent-Length: 0\r\n\r\n", above, "oversized status line");
    }

    private static Task AssertLimitAsync(string answer, int above, string what) => AssertAsync(
        server => server.SendAsync(answer), above == 0 ? 200 : 502, above == 0 ? "at=info method" : $"at=error code=H25 desc=\"HTTP restriction: {what}\"");

    private static async Task AssertAsync(Func<Wire, Task> act, int status, string line)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        var request = router.GetAsync();
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await act(server);
        var response = await request;
        Assert.Equal(status, response.Status);
        Assert.StartsWith(line, await router.Log.NextAsync(), StringComparison.Ordinal);
    }
}
