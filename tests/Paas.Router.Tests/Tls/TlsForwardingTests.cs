using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Paas.Harness;

namespace Paas.Tls;

public sealed class TlsForwardingTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";
    private const int Alert = 21;
    private const int Data = 23;
    private const int Large = 4 * 1024 * 1024;
    // More than the buffers of all the sockets between can grow to.
    private const int Huge = 24 * 1024 * 1024;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task KeepAlive_ManyRequests_AreAnswered(SslProtocols protocol)
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync(configure: options => options.EnabledSslProtocols = protocol);
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync($"POST /{i} HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: {i}\r\n\r\n{new string('x', i)}");
            var echo = (await client.ReadAsync())!.Body;
            Assert.StartsWith($"POST /{i} HTTP/1.1\n", echo, StringComparison.Ordinal);
            Assert.EndsWith("\n\n" + new string('x', i), echo, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pipelined_RequestsInOneRecord_AreAnsweredInOrder()
    {
        using var dyno = new TestDyno().Answer(request => $"HTTP/1.1 200 OK\r\nContent-Length: {request.Start.Length}\r\n\r\n{request.Start}");
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, 200).Select(i => $"GET /{i} HTTP/1.1\r\nHost: app.localhost\r\n\r\n")));
        for (var i = 0; i < 200; i++)
            Assert.Equal($"GET /{i} HTTP/1.1", (await client.ReadAsync())!.Body);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Everything_ByteByByte_IsUnderstood(SslProtocols protocol)
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync(configure: options => options.EnabledSslProtocols = protocol, dribbles: true);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 5\r\n\r\nhello");
        Assert.EndsWith("hello", (await client.ReadAsync())!.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task LargeBodies_BothWays_ArriveWhole(int eventLoops)
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno, options => options.EventLoops = EventLoop.IsSupported ? eventLoops : 0);
        using var client = await router.ConnectTlsAsync();
        var body = new byte[Large];
        new Random(7).NextBytes(body);
        var sending = Task.Run(async () =>
        {
            await client.SendAsync($"POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: {Large}\r\n\r\n");
            await client.SendAsync(body);
        });
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        var answering = Task.Run(async () =>
        {
            await server.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Large}\r\n\r\n");
            // Sends back what comes, so both directions are busy at once.
            for (var left = Large; left > 0; left -= 1 << 16)
                await server.SendAsync(await server.ReadExactlyAsync(1 << 16));
        });
        await client.ReadUntilAsync("\r\n\r\n");
        var received = Encoding.Latin1.GetBytes(await client.ReadExactlyAsync(Large));
        await Task.WhenAll(sending, answering);
        Assert.True(body.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task ClientThatDoesNotRead_HoldsTheDynoBack()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Huge}\r\n\r\n");
        var sending = server.SendAsync(new byte[Huge]);
        await client.ReadUntilAsync("\r\n\r\n");
        Assert.False(sending.IsCompleted);
        for (var i = 0; i < Huge; i += 1 << 16)
            await client.SkipAsync(1 << 16);
        await sending;
    }

    [Fact]
    public async Task DynoThatDoesNotRead_HoldsTheClientBack()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: {Huge}\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        var sending = client.SendAsync(new byte[Huge]);
        await server.SkipAsync(1);
        Assert.False(sending.IsCompleted);
        for (var i = 1; i < Huge; i += 1 << 16)
            await server.SkipAsync(Math.Min(1 << 16, Huge - i));
        await sending;
        await server.SendAsync(Ok);
        Assert.Equal("ok", (await client.ReadAsync())!.Body);
    }

    [Fact]
    public async Task WebSocket_OverTls_CarriesBothWays()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync("GET /ws HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
        Assert.Equal(101, (await client.ReadAsync())!.Status);
        Assert.Equal("hello", await client.ReadExactlyAsync(5));
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync($"ping{i}");
            Assert.Equal($"ping{i}", await server.ReadExactlyAsync(5));
            await server.SendAsync($"pong{i}");
            Assert.Equal($"pong{i}", await client.ReadExactlyAsync(5));
        }
        server.Dispose();
        Assert.True(await client.IsClosedAsync());
        Assert.Contains(" status=101 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebSocket_ClientEndsItsOutput_StillGetsTheRest()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync("GET /ws HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        await client.ReadAsync();
        await client.SendAsync("last");
        client.EndOutput();
        Assert.Equal("last", await server.ReadExactlyAsync(4));
        Assert.True(await server.IsClosedAsync());
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task ResponseUntilClose_Whole_EndsWithCloseNotify()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync(configure: options => options.EnabledSslProtocols = SslProtocols.Tls12);
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\nall of it");
        server.Dispose();
        Assert.Equal("all of it", (await client.ReadAsync())!.Body);
        Assert.Equal(Alert, client.Network.LastRecord);
    }

    [Fact]
    public async Task ResponseUntilClose_CutOff_IsSeenToBe()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync(configure: options => options.EnabledSslProtocols = SslProtocols.Tls12);
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\npart");
        await client.ReadUntilAsync("part");
        server.Reset();
        // A client in earnest looks for close_notify; the connection is reset as well, for those that do not.
        var error = await Assert.ThrowsAnyAsync<IOException>(client.ReadToEndAsync);
        Assert.IsType<SocketException>(error.InnerException);
        Assert.Equal(Data, client.Network.LastRecord);
        Assert.Contains("code=H18", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdleClient_AfterItsTime_IsClosedInOrder()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync(configure: options => options.EnabledSslProtocols = SslProtocols.Tls12);
        await client.SendAsync(Get);
        await client.ReadAsync();
        Assert.True(await router.AdvanceUntilAsync(client.IsClosedAsync()));
        Assert.Equal(Alert, client.Network.LastRecord);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientThatLeaves_MidRequest_IsH27(bool inOrder)
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync(Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        if (inOrder)
            client.EndOutput();
        else
            client.Reset();
        Assert.True(await server.IsClosedAsync());
        Assert.Contains("code=H27", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ThatWasTamperedWith_EndsTheConnection()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync(Get);
        Assert.Equal(200, (await client.ReadAsync())!.Status);
        await client.Socket.SendAsync(new byte[] { Data, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 });
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            if (await client.Tls.ReadAsync(new byte[1], TestContext.Current.CancellationToken) == 0)
                throw new EndOfStreamException();
        });
        Assert.Equal(1, dyno.Connections);
    }
}
