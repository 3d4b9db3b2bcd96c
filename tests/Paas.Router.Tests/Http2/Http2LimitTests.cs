using System.Net.Sockets;
using Paas.Harness;

namespace Paas.Http2;

/// <summary>What a client may make us do for nothing, and what it may not.</summary>
public sealed class Http2LimitTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    // CVE-2023-44487.
    [Fact]
    public async Task Resets_Rapid_EndConnectionAfterLimit()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        var code = await FloodAsync(client, 1000, async i =>
        {
            await client.SendHeadersAsync(2 * i + 1, H2Client.Get());
            await client.SendResetAsync(2 * i + 1, 8);
        });
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, (Http2ErrorCode)code);
        // Each reset is a request in the log, and none beyond the limit began.
        Assert.InRange(router.Log.Count, router.Options.Http2.MaxResets, router.Options.Http2.MaxResets + 1);
    }

    // CVE-2025-8671: streams that the server is made to reset.
    [Fact]
    public async Task Resets_Provoked_EndConnectionAfterLimit()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        var code = await FloodAsync(client, 1000, async i =>
        {
            await client.SendHeadersAsync(2 * i + 1, H2Client.Get());
            await client.SendWindowAsync(2 * i + 1, 0);
        });
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, (Http2ErrorCode)code);
    }

    [Fact]
    public async Task Resets_BetweenGoodRequests_AreForgiven()
    {
        await using var router = await TestRouter.StartAsync(options => options.Http2.MaxResets = 2);
        await router.RouteAsync(RouteStatus.Crashed);
        using var client = await H2Client.ConnectAsync(router);
        var dyno = new TestDyno();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        for (var i = 0; i < 10; i++)
        {
            await client.SendHeadersAsync(4 * i + 1, H2Client.Get());
            using (var server = await dyno.AcceptedAsync())
            {
                await server.ReadAsync();
                await server.SendAsync(Ok + "");
                Assert.Equal("ok", (await client.ResponseAsync(4 * i + 1)).Body);
            }
            await client.SendHeadersAsync(4 * i + 3, H2Client.Get());
            using var second = await dyno.AcceptedAsync();
            await client.SendResetAsync(4 * i + 3, 8);
            await client.SyncAsync();
        }
        dyno.Dispose();
    }

    [Theory]
    [InlineData(H2Frame.Ping, 0, 0, "0000000000000000")]
    [InlineData(H2Frame.Settings, 0, 0, "")]
    [InlineData(H2Frame.Priority, 0, 1, "0000000010")]
    [InlineData(H2Frame.WindowUpdate, 0, 0, "00000001")]
    [InlineData(H2Frame.WindowUpdate, 0, 1, "00000001")]
    [InlineData(H2Frame.Data, 0, 1, "")]
    [InlineData(H2Frame.Data, 8, 1, "03000000")]
    [InlineData(H2Frame.GoAway, 0, 0, "0000000000000000")]
    [InlineData(0xFF, 0, 0, "")]
    public async Task Frames_OfNothing_EndConnectionAfterLimit(int type, int flags, int stream, string payload)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST"), ends: false);
        var bytes = Convert.FromHexString(payload);
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, (Http2ErrorCode)await FloodAsync(client, 5000, _ => client.SendAsync(type, flags, stream, bytes)));
        Assert.Contains("code=H33", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_OfNothing_AreForgivenWithTime()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        for (var second = 0; second < 40; second++)
        {
            for (var i = 0; i < 90; i++)
                await client.SyncAsync();
            router.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal("ok", (await client.RequestAsync(1, H2Client.Get())).Body);
    }

    // A stream that is read byte by byte makes a frame of every byte (CVE-2019-9511); one that is read at all is not cut off.
    [Theory]
    [InlineData(1, Http2ErrorCode.EnhanceYourCalm)]
    [InlineData(64, Http2ErrorCode.NoError)]
    public async Task Windows_Tiny_EndConnection(int step, Http2ErrorCode expected)
    {
        var body = new string('x', 2_000 * step);
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var client = await H2Client.ConnectAsync(router, 4, 0);
        client.OpensWindows = false;
        await client.SendWindowAsync(0, 10_000_000);
        await client.SendHeadersAsync(1, H2Client.Get());
        var code = Http2ErrorCode.NoError;
        for (var sent = 0; sent < body.Length && code == Http2ErrorCode.NoError; sent += step)
        {
            await client.SendWindowAsync(1, step);
            var frame = await client.ReadAsync();
            while (frame is not { Type: H2Frame.Data or H2Frame.GoAway })
                frame = await client.ReadAsync();
            if (frame.Type == H2Frame.GoAway)
                code = (Http2ErrorCode)frame.End.Code;
        }
        Assert.Equal(expected, code);
    }

    // CVE-2024-27316.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_384)]
    public async Task Continuations_WithoutEnd_EndConnection(int size)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        await client.SendAsync(H2Frame.Headers, 1, 1, 0x82);
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, (Http2ErrorCode)await FloodAsync(client, 5000, _ => client.SendAsync(H2Frame.Continuation, 0, 1, new byte[size])));
    }

    // Thousands of bytes out of one byte each, by way of the table.
    [Fact]
    public async Task Headers_Bomb_IsAnsweredWith400AndTableStaysRight()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await H2Client.ConnectAsync(router);
        // A field of 4,000 bytes is put into the table, then named 16,000 times.
        byte[] entry = [0x40, 1, (byte)'x', 127, 0xA1, 0x1E, .. Enumerable.Repeat((byte)'v', 4000)];
        await client.SendAsync(H2Frame.Headers, 5, 1, [.. H2Client.Block(H2Client.Get()), .. entry, .. Enumerable.Repeat((byte)0xBE, 12_000)]);
        var response = await client.ResponseAsync(1);
        Assert.Equal(400, response.Status);
        await client.SendAsync(H2Frame.Headers, 5, 3, [.. H2Client.Block(H2Client.Get()), 0xBE]);
        response = await client.ResponseAsync(3);
        Assert.Equal(200, response.Status);
        Assert.Contains("\nx: vvvv", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8192, 200)]
    [InlineData(8193, 400)]
    public async Task HeaderLine_AroundLimit_IsJudgedAsInHttp11(int length, int status)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        Assert.Equal(status, (await client.RequestAsync(1, H2Client.Get(more: "x: " + new string('v', length - 3)))).Status);
    }

    [Theory]
    [InlineData(1000, 200)]
    [InlineData(1001, 400)]
    public async Task HeaderCount_AroundLimit_IsJudgedAsInHttp11(int count, int status)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        // The authority is the line of Host.
        var block = H2Client.Block(H2Client.Get(more: string.Join('|', Enumerable.Repeat("x: 1", count - 1))));
        await client.SendAsync(H2Frame.Headers, 5, 1, block);
        Assert.Equal(status, (await client.ResponseAsync(1)).Status);
    }

    [Fact]
    public async Task List_AboveLimit_IsToldAndAnsweredWith400()
    {
        await using var router = await TestRouter.StartAsync(options => options.Http2.MaxHeaderListSize = 5000);
        using var client = await H2Client.ConnectAsync(router);
        Assert.Equal(5000, client.Settings[6]);
        Assert.Equal(400, (await client.RequestAsync(1, H2Client.Get(more: "x: " + new string('v', 5000)))).Status);
        Assert.Equal(404, (await client.RequestAsync(3, H2Client.Get(more: "x: " + new string('v', 4000)))).Status);
    }

    [Fact]
    public async Task Streams_AboveLimit_AreRefusedUntilOneEnds()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(options => options.Http2.MaxConcurrentStreams = 2);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        using var client = await H2Client.ConnectAsync(router);
        Assert.Equal(2, client.Settings[3]);
        await client.SendHeadersAsync(1, H2Client.Get());
        using var first = await dyno.AcceptedAsync();
        await client.SendHeadersAsync(3, H2Client.Get());
        using var second = await dyno.AcceptedAsync();
        await client.SendHeadersAsync(5, H2Client.Get());
        Assert.Equal(Http2ErrorCode.RefusedStream, (Http2ErrorCode)(await client.ResponseAsync(5)).ResetCode!);
        await first.ReadAsync();
        await first.SendAsync(Ok);
        Assert.Equal("ok", (await client.ResponseAsync(1)).Body);
        await client.SendHeadersAsync(7, H2Client.Get());
        await first.ReadAsync();
        await first.SendAsync(Ok);
        Assert.Equal("ok", (await client.ResponseAsync(7)).Body);
        dyno.Dispose();
    }

    // Sends until the router has closed, and returns what its GOAWAY said.
    private static async Task<int> FloodAsync(H2Client client, int count, Func<int, Task> send)
    {
        var code = client.GoAwayCodeAsync();
        try
        {
            for (var i = 0; i < count && !code.IsCompleted; i++)
                await send(i);
        }
        catch (SocketException)
        {
            // Closed.
        }
        return await code;
    }
}
