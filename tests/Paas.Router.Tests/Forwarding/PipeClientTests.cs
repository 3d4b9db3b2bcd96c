using System.Net;
using System.Text;
using Paas.Harness;

namespace Paas.Forwarding;

/// <summary>Clients that come by a duplex pipe instead of one of the router's own ports.</summary>
public sealed class PipeClientTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KeepAlive_ThenClientEnds_ServesAllAndCompletes()
    {
        var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = router.ConnectPipe();
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync(Get);
            Assert.Equal("ok", (await client.ReadAsync())!.Body);
        }
        Assert.Equal(1, dyno.Connections);
        Assert.False(client.Served.IsCompleted);
        client.EndOutput();
        await client.EndAsync();
        Assert.True(await client.IsClosedAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.Output.WriteAsync(new byte[1], Token));
    }

    [Fact]
    public async Task Pipelined_Requests_AreAnsweredInOrder()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(request =>
            $"HTTP/1.1 200 OK\r\nContent-Length: {request.Start.Length}\r\n\r\n{request.Start}"));
        using var client = router.ConnectPipe();
        await client.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"POST /{i} HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 1\r\n\r\nx\r\n")));
        for (var i = 0; i < 20; i++)
            Assert.Equal($"POST /{i} HTTP/1.1", (await client.ReadAsync())!.Body);
    }

    [Fact]
    public async Task HeadAndBody_ByteByByte_AreUnderstood()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = router.ConnectPipe();
        foreach (var c in "POST /x HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
            await client.SendAsync(c.ToString());
        Assert.EndsWith("\n\nabc", (await client.ReadAsync())!.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_DynoDoesNotRead_ClientIsHeldBack()
    {
        const int Chunks = 1000;
        const int ChunkSize = 65536;
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = router.ConnectPipe();
        var chunk = Encoding.Latin1.GetBytes($"{ChunkSize:x}\r\n{new string('u', ChunkSize)}\r\n");
        var sent = 0;
        var upload = Task.Run(async () =>
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (; sent < Chunks; Interlocked.Increment(ref sent))
                await client.SendAsync(chunk);
            await client.SendAsync("0\r\n\r\n");
        }, Token);
        using var server = await dyno.AcceptedAsync();
        // Until nothing moves: too short a look cannot fail the test, only miss a fault.
        for (var (quiet, last) = (0, -1); quiet < 50 && !upload.IsCompleted; quiet = last == Volatile.Read(ref sent) ? quiet + 1 : 0)
        {
            last = Volatile.Read(ref sent);
            await Task.Delay(2, Token);
        }
        Assert.False(upload.IsCompleted);

        await server.ReadUntilAsync("\r\n\r\n");
        for (var i = 0; i < Chunks; i++)
            await server.SkipAsync(chunk.Length);
        Assert.Equal("0\r\n\r\n", await server.ReadExactlyAsync(5));
        await upload;
        await server.SendAsync(Ok);
        Assert.Equal(200, (await client.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Response_ClientDoesNotRead_IsWholeInTheEnd()
    {
        var body = string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i:d10}"));
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var client = router.ConnectPipe();
        await client.SendAsync(Get);
        await client.ReadUntilAsync("\r\n\r\n");
        Assert.Equal(0, router.Log.Count);
        Assert.Equal(body, await client.ReadExactlyAsync(body.Length));
        Assert.Contains($" status=200 bytes={body.Length} ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_EndsInResponse_IsH27AndDynoIsTold(bool resets)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = router.ConnectPipe();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        await client.ReadUntilAsync("abc");
        if (resets)
            client.Reset();
        else
            client.EndOutput();
        Assert.True(await server.IsClosedAsync());
        Assert.Contains("code=H27", await router.Log.NextAsync(), StringComparison.Ordinal);
        await client.EndAsync();
    }

    [Fact]
    public async Task Dyno_BreaksBodyUntilClose_ClientSeesFailure()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = router.ConnectPipe();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\npart");
        await client.ReadUntilAsync("part");
        server.Reset();
        await Assert.ThrowsAsync<IOException>(client.ReadToEndAsync);
        await client.EndAsync();
    }

    [Fact]
    public async Task Token_CancelledInRequest_BreaksOffAsH27()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var source = new CancellationTokenSource();
        using var client = router.ConnectPipe(cancellationToken: source.Token);
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await source.CancelAsync();
        await client.EndAsync();
        Assert.True(await server.IsClosedAsync());
        await Assert.ThrowsAsync<IOException>(client.ReadToEndAsync);
        Assert.Matches("code=H27 .* status=499 ", await router.Log.NextAsync());
    }

    [Fact]
    public async Task Token_CancelledBefore_CompletesThePipe()
    {
        await using var router = await TestRouter.StartAsync();
        using var client = router.ConnectPipe(cancellationToken: new CancellationToken(canceled: true));
        await client.EndAsync();
        await Assert.ThrowsAsync<IOException>(client.ReadToEndAsync);
        Assert.Equal(0, router.Router.Context.Clients.Count);
    }

    [Fact]
    public async Task HeldRequest_CheckedRoutedDrained_AsWithSockets()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Starting);
        using var client = router.ConnectPipe();
        await client.SendAsync(Get);
        await router.HeldAsync();

        await router.RouteAsync(RouteStatus.Serving, dyno);
        Assert.Null(await router.Router.CheckAsync(dyno.Target.DynoId, Token));
        // The request and the check each have a connection; only the request says something.
        var server = await dyno.AcceptedAsync();
        if (await server.ReadAsync() is null)
            await (server = await dyno.AcceptedAsync()).ReadAsync();

        await router.RouteAsync(RouteTable.Empty);
        var drain = router.Router.DrainAsync(dyno.Target.DynoId, Token).AsTask();
        Assert.False(drain.IsCompleted);
        await server.SendAsync(Ok);
        Assert.Equal("ok", (await client.ReadAsync())!.Body);
        await drain.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.True(await server.IsClosedAsync());
    }

    [Theory]
    [InlineData("192.0.2.7", 443, "192.0.2.1, 192.0.2.7", "443", "https", "fwd=\"192.0.2.1, 192.0.2.7\" dyno=web.1 ", "tls=true tls_version=unknown")]
    [InlineData("2001:db8::7", 8080, "192.0.2.1, 2001:db8::7", "8080", "http", "fwd=\"192.0.2.1, 2001:db8::7\" dyno=web.1 ", "tls=false")]
    [InlineData(null, null, "192.0.2.1", null, "http", "fwd=\"192.0.2.1\" dyno=web.1 ", "tls=false")]
    public async Task EndPoints_AreWhatTheDynoAndTheLineSay(
        string? remote, int? port, string forwardedFor, string? forwardedPort, string proto, string fwd, string tls)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = router.ConnectPipe(
            remote is null ? null : new IPEndPoint(IPAddress.Parse(remote), 50000), port is { } number ? new IPEndPoint(IPAddress.Any, number) : null);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Port: 1\r\n\r\n");
        var seen = (await client.ReadAsync())!.Body.Split('\n');
        Assert.Equal([$"X-Forwarded-For: {forwardedFor}"], seen.Where(line => line.StartsWith("X-Forwarded-For", StringComparison.Ordinal)));
        Assert.Equal(forwardedPort is null ? [] : [$"X-Forwarded-Port: {forwardedPort}"], seen.Where(line => line.StartsWith("X-Forwarded-Port", StringComparison.Ordinal)));
        Assert.Equal([$"X-Forwarded-Proto: {proto}"], seen.Where(line => line.StartsWith("X-Forwarded-Proto", StringComparison.Ordinal)));
        var text = await router.Log.NextAsync();
        Assert.Contains(fwd, text, StringComparison.Ordinal);
        Assert.EndsWith(" protocol=http1.1 " + tls, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownClient_WithoutForwardedFor_GetsNone()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = router.ConnectPipe();
        await client.SendAsync(Get);
        Assert.DoesNotContain("X-Forwarded-For", (await client.ReadAsync())!.Body, StringComparison.Ordinal);
        Assert.Contains(" fwd=\"\" ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeouts_HoldForPipes()
    {
        await using var router = await TestRouter.StartAsync();
        using var client = router.ConnectPipe();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app");
        var before = router.Time.GetUtcNow();
        Assert.True(await router.AdvanceUntilAsync(client.IsClosedAsync()));
        Assert.True(router.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(60));
        await client.EndAsync();
    }

    [Fact]
    public async Task Stop_IdlePipeIsClosed_LaterOnesAtOnce()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = router.ConnectPipe();
        await client.SendAsync(Get);
        await client.ReadAsync();
        await router.Router.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await client.EndAsync();
        Assert.True(await client.IsClosedAsync());

        using var late = router.ConnectPipe();
        await late.EndAsync();
        Assert.True(await late.IsClosedAsync());
    }

    [Fact]
    public async Task AboveMaxConnections_IsClosedAtOnce()
    {
        await using var router = await TestRouter.StartAsync(options => options.MaxConnections = 1);
        using var first = router.ConnectPipe();
        using var second = router.ConnectPipe();
        await second.EndAsync();
        Assert.True(await second.IsClosedAsync());
        Assert.False(first.Served.IsCompleted);
    }

    [Fact]
    public async Task NotStarted_Throws()
    {
        await using var router = new HttpRouter(new RouterOptions());
        using var wire = new PipeWire();
        await Assert.ThrowsAsync<InvalidOperationException>(() => router.ServeAsync(wire, null, null, Token));
    }
}
