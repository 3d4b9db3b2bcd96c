using Paas.Harness;

namespace Paas.Http2;

/// <summary>How connections and streams begin and end.</summary>
public sealed class Http2LifeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task Preface_ByteForByte_IsTaken()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var wire = await router.ConnectAsync();
        foreach (var letter in H2Client.Preface)
            await wire.SendAsync(letter.ToString());
        await wire.SendAsync(new H2Frame(H2Frame.Settings, 0, 0, []).ToBytes());
        // The router's settings: 24 bytes of SETTINGS on stream 0.
        Assert.Equal("\0\0\u0018\u0004\0\0\0\0\0", await wire.ReadExactlyAsync(9));
    }

    [Fact]
    public async Task Preface_Disabled_IsRefusedAsVersion()
    {
        await using var router = await TestRouter.StartAsync(options => options.Http2.IsEnabled = false);
        using var wire = await router.ConnectAsync();
        await wire.SendAsync(H2Client.Preface);
        Assert.Equal(505, (await wire.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Preface_BehindARequest_IsRefused()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var wire = await router.ConnectAsync();
        await wire.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        Assert.Equal(200, (await wire.ReadAsync())!.Status);
        await wire.SendAsync(H2Client.Preface);
        Assert.Equal(505, (await wire.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Preface_Broken_EndsConnection()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var wire = await router.ConnectAsync();
        await wire.SendAsync("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
        Assert.EndsWith("\0\0\0\u0001", await wire.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Http2ErrorCode.Cancel, "sock=client at=warning code=H27 desc=\"Client Request Interrupted\"", "status=499")]
    [InlineData(Http2ErrorCode.NoError, "sock=client at=warning code=H27", "status=499")]
    [InlineData(Http2ErrorCode.ProtocolError, "at=error code=H33 desc=\"HTTP/2 Stream Broken\"", "status= ")]
    [InlineData(Http2ErrorCode.InternalError, "at=error code=H33", "status= ")]
    public async Task Stream_ResetByClient_ClosesDynoConnectionOnly(Http2ErrorCode code, string line, string status)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await client.SendResetAsync(1, (int)code);
        Assert.True(await server.IsClosedAsync());
        var logged = await router.Log.NextAsync();
        Assert.StartsWith(line, logged, StringComparison.Ordinal);
        Assert.Contains(status, logged, StringComparison.Ordinal);
        await client.SyncAsync();
    }

    [Fact]
    public async Task Stream_ResetAmidResponse_FreesConnectionForOthers()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        client.OpensWindows = false;
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + new string('x', 60_000));
        await client.UntilAsync(H2Frame.Data, 1);
        await client.SendResetAsync(1, 8);
        await server.ReadToEndAsync();
        await client.SendWindowAsync(0, 1_000_000);
        await client.SendHeadersAsync(3, H2Client.Get());
        using var second = await dyno.AcceptedAsync();
        await second.ReadAsync();
        await second.SendAsync(Ok);
        Assert.Equal("ok", (await client.ResponseAsync(3)).Body);
    }

    [Fact]
    public async Task Connection_Gone_EndsAllRequestsAsInterrupted()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        var servers = new List<SocketWire>();
        for (var stream = 1; stream < 7; stream += 2)
        {
            await client.SendHeadersAsync(stream, H2Client.Get());
            servers.Add(await dyno.AcceptedAsync());
            await servers[^1].ReadAsync();
        }
        client.Wire.Reset();
        foreach (var server in servers)
        {
            Assert.True(await server.IsClosedAsync());
            Assert.Contains("code=H27", await router.Log.NextAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "code=H18")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "code=H18")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nxx\r\n", "code=H17")]
    public async Task Response_BrokenOff_ResetsStream(string answer, string line)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get());
        using (var server = await dyno.AcceptedAsync())
        {
            await server.ReadAsync();
            await server.SendAsync(answer);
        }
        var response = await client.ResponseAsync(1);
        Assert.Equal((200, "half"), (response.Status, response.Body));
        Assert.Equal(Http2ErrorCode.InternalError, (Http2ErrorCode)response.ResetCode!);
        Assert.Contains(line, await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dyno_Silent_IsH12OnItsStreamOnly()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        var response = await router.AdvanceUntilAsync(client.ResponseAsync(1));
        Assert.Equal(503, response.Status);
        Assert.Contains("H12: Request timeout", response.Body, StringComparison.Ordinal);
        Assert.Contains("code=H12", await router.Log.NextAsync(), StringComparison.Ordinal);
        await client.SyncAsync();
    }

    [Fact]
    public async Task Connection_Idle_IsClosedWithGoAway()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        Assert.Equal("ok", (await client.RequestAsync(1, H2Client.Get())).Body);
        // In between, memory is given back, and a request still finds all it needs.
        for (var i = 0; i < 20; i++)
            router.Time.Advance(TimeSpan.FromMilliseconds(500));
        await client.SyncAsync();
        Assert.Equal("ok", (await client.RequestAsync(3, H2Client.Get())).Body);
        var goAway = await router.AdvanceUntilAsync(client.UntilAsync(H2Frame.GoAway));
        Assert.Equal((3, 0), goAway!.End);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Settings_NotAcknowledged_EndConnection()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var wire = await router.ConnectAsync();
        await wire.SendAsync(H2Client.Preface);
        await wire.SendAsync(new H2Frame(H2Frame.Settings, 0, 0, []).ToBytes());
        Assert.EndsWith("\0\0\0\u0004", await router.AdvanceUntilAsync(wire.ReadToEndAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeaderBlock_NeverCompleted_EndsConnection()
    {
        await using var router = await TestRouter.StartAsync(options => options.RequestHeadTimeout = TimeSpan.FromSeconds(20));
        var dyno = new TestDyno();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await H2Client.ConnectAsync(router);
        // A request in flight keeps the connection from being idle.
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await client.SendAsync(H2Frame.Headers, 1, 3, 0x82);
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, (Http2ErrorCode)await router.AdvanceUntilAsync(client.GoAwayCodeAsync()));
        dyno.Dispose();
    }

    [Fact]
    public async Task Stop_AnnouncesThenDrainsThenCloses()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();

        var stopped = router.Router.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal((int.MaxValue, 0), (await client.UntilAsync(H2Frame.GoAway))!.End);
        var ping = await client.UntilAsync(H2Frame.Ping);
        // What was sent before the client knew is still served.
        await client.SendHeadersAsync(3, H2Client.Get());
        using var second = await dyno.AcceptedAsync();
        await second.ReadAsync();
        await client.SendAsync(H2Frame.Ping, 1, 0, ping!.Payload);
        Assert.Equal((3, 0), (await client.UntilAsync(H2Frame.GoAway))!.End);
        // What comes later is not.
        await client.SendHeadersAsync(5, H2Client.Get());
        await server.SendAsync(Ok);
        Assert.Equal("ok", (await client.ResponseAsync(1)).Body);
        await second.SendAsync(Ok);
        Assert.Equal("ok", (await client.ResponseAsync(3)).Body);
        Assert.Null(await client.ReadAsync());
        client.Dispose();
        await stopped;
        Assert.Equal(2, dyno.Connections);
    }

    [Fact]
    public async Task Stop_ClientThatAnswersNoPing_IsDrainedAllTheSame()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        Assert.Equal("ok", (await client.RequestAsync(1, H2Client.Get())).Body);
        var stopped = router.Router.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal((int.MaxValue, 0), (await client.UntilAsync(H2Frame.GoAway))!.End);
        Assert.Equal((1, 0), (await router.AdvanceUntilAsync(client.UntilAsync(H2Frame.GoAway)))!.End);
        Assert.Null(await client.ReadAsync());
        client.Dispose();
        await stopped;
    }

    [Fact]
    public async Task Stop_RequestsThatDoNotEnd_AreForcedAsH24()
    {
        using var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        var stopped = router.Router.StopAsync(TestContext.Current.CancellationToken);
        Assert.Contains("code=H24", await router.AdvanceUntilAsync(router.Log.NextAsync()), StringComparison.Ordinal);
        await stopped;
    }

    [Fact]
    public async Task Pipes_CarryHttp2()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var wire = router.ConnectPipe();
        await wire.SendAsync(H2Client.Preface);
        await wire.SendAsync(new H2Frame(H2Frame.Settings, 0, 0, []).ToBytes());
        await wire.SendAsync(new H2Frame(H2Frame.Headers, 5, 1, H2Client.Block(H2Client.Get())).ToBytes());
        Assert.NotNull(await wire.ReadUntilAsync("\0\0\u0002\0\u0001\0\0\0\u0001ok"));
        wire.EndOutput();
        await wire.EndAsync();
    }
}
