using System.Net.Sockets;
using Paas.Harness;

namespace Paas.Http2;

/// <summary>Windows and back-pressure in both directions.</summary>
public sealed class Http2FlowTests
{
    private const int InitialWindow = 4;

    [Fact]
    public async Task Response_WindowShut_WaitsAndGoesOnByteForByte()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
        using var client = await H2Client.ConnectAsync(router, InitialWindow, 0);
        client.OpensWindows = false;
        await client.SendHeadersAsync(1, H2Client.Get());
        var head = await client.UntilAsync(H2Frame.Headers, 1);
        Assert.False(head!.Ends);
        await client.SyncAsync();
        Assert.Equal("", client.Find(1).Body);
        for (var i = 1; i <= 5; i++)
        {
            await client.SendWindowAsync(1, 1);
            var data = await client.UntilAsync(H2Frame.Data, 1);
            Assert.Equal((1, i == 5), (data!.Payload.Length, data.Ends));
        }
        Assert.Equal("hello", client.Find(1).Body);
    }

    [Fact]
    public async Task Response_ConnectionWindowShut_WaitsForIt()
    {
        var body = new string('x', 100_000);
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var client = await H2Client.ConnectAsync(router, InitialWindow, 1_000_000);
        client.OpensWindows = false;
        await client.SendHeadersAsync(1, H2Client.Get());
        while (client.Find(1).Length < 65_535)
            await client.ReadAsync();
        await client.SyncAsync();
        Assert.Equal(65_535, client.Find(1).Length);
        // A head needs no window.
        await client.SendHeadersAsync(3, H2Client.Get(method: "HEAD"));
        Assert.True((await client.UntilAsync(H2Frame.Headers, 3))!.Ends);
        await client.SendWindowAsync(0, 50_000);
        Assert.Equal(body, (await client.ResponseAsync(1)).Body);
    }

    [Fact]
    public async Task Window_MadeNegativeBySettings_OpensOnlyAboveZero()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n01234567890123456789"));
        using var client = await H2Client.ConnectAsync(router, InitialWindow, 10);
        client.OpensWindows = false;
        await client.SendHeadersAsync(1, H2Client.Get());
        Assert.Equal(10, (await client.UntilAsync(H2Frame.Data, 1))!.Payload.Length);
        // 10 are sent, so a window of 4 stands at -6.
        await client.SendAsync(H2Frame.Settings, 0, 0, H2Client.Pairs(InitialWindow, 4));
        await client.SendWindowAsync(1, 6);
        await client.SyncAsync();
        Assert.Equal(10, client.Find(1).Length);
        await client.SendWindowAsync(1, 1);
        Assert.Single((await client.UntilAsync(H2Frame.Data, 1))!.Payload);
        await client.SendAsync(H2Frame.Settings, 0, 0, H2Client.Pairs(InitialWindow, 100));
        Assert.Equal("01234567890123456789", (await client.ResponseAsync(1)).Body);
    }

    [Fact]
    public async Task Response_EndlessToShutWindow_HoldsDynoBack()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router, InitialWindow, 0);
        client.OpensWindows = false;
        await client.SendHeadersAsync(1, H2Client.Get());
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
        var sent = await SendWhileTakenAsync(server);
        // The socket's buffers and the router's own.
        Assert.True(sent < 64_000_000, $"The router swallowed {sent} bytes.");
        await client.SendWindowAsync(0, 10_000_000);
        await client.SendWindowAsync(1, 1_000_000);
        while (client.Find(1).Length < 1_000_000)
            await client.ReadAsync();
    }

    [Fact]
    public async Task Response_WindowKeptShut_EndsAsClientIdle()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
        using var client = await H2Client.ConnectAsync(router, InitialWindow, 0);
        await client.SendHeadersAsync(1, H2Client.Get());
        await client.UntilAsync(H2Frame.Headers, 1);
        Assert.Contains("at=warning code=H28", await router.AdvanceUntilAsync(router.Log.NextAsync()), StringComparison.Ordinal);
        Assert.Equal(Http2ErrorCode.Cancel, (Http2ErrorCode)(await client.UntilAsync(H2Frame.Reset, 1))!.Number);
    }

    [Fact]
    public async Task Upload_ToStuckDyno_StopsAtWindow()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST"), ends: false);
        using var server = await dyno.AcceptedAsync();
        var block = new byte[16_384];
        var window = client.Settings[InitialWindow];
        var sent = 0;
        // The dyno reads nothing. Every block is answered by a ping, so window updates due have come by then.
        while (window >= block.Length && sent < 64_000_000)
        {
            await client.SendAsync(H2Frame.Data, 0, 1, block);
            sent += block.Length;
            window -= block.Length;
            await client.SyncAsync();
            window += client.Others.Where(frame => frame is { Type: H2Frame.WindowUpdate, Stream: 1 }).Sum(frame => frame.Number);
            client.Others.Clear();
        }
        Assert.True(sent < 64_000_000, "The window never shuts.");
        // One byte more than allowed is an error, as the dyno has still read nothing.
        await client.SendAsync(H2Frame.Data, 0, 1, block);
        Assert.Equal(Http2ErrorCode.FlowControlError, (Http2ErrorCode)(await client.UntilAsync(H2Frame.Reset, 1))!.Number);
    }

    [Fact]
    public async Task Upload_Large_ArrivesWholeAsDynoReads()
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        var body = string.Concat(Enumerable.Range(0, 2_000_000).Select(i => (char)('a' + i % 26)));
        await client.SendHeadersAsync(1, H2Client.Get(method: "PUT", more: $"content-length: {body.Length}"), ends: false);
        using var server = await dyno.AcceptedAsync();
        var received = server.ReadAsync();
        int stream = client.Settings[InitialWindow], connection = 65_535;
        for (var at = 0; at < body.Length;)
        {
            connection += client.Others.Where(frame => frame is { Type: H2Frame.WindowUpdate, Stream: 0 }).Sum(frame => frame.Number);
            stream += client.Others.Where(frame => frame is { Type: H2Frame.WindowUpdate, Stream: 1 }).Sum(frame => frame.Number);
            client.Others.Clear();
            var count = Math.Min(Math.Min(stream, connection), Math.Min(16_384, body.Length - at));
            if (count == 0)
            {
                await client.ReadAsync();
                continue;
            }
            await client.SendDataAsync(1, body.Substring(at, count), at + count == body.Length);
            at += count;
            stream -= count;
            connection -= count;
        }
        Assert.Equal(body, (await received)!.Body);
        await server.SendAsync("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(201, (await client.ResponseAsync(1)).Status);
    }

    // Uploads that nobody takes any more give their part of the connection's window back.
    [Fact]
    public async Task Window_OfConnection_SurvivesBrokenUploads()
    {
        await using var router = await TestRouter.StartAsync(options => options.Http2.ConnectionWindowSize = 65_535);
        using var client = await H2Client.ConnectAsync(router);
        var window = 65_535;
        for (var stream = 1; stream < 60; stream += 2)
        {
            await client.SendHeadersAsync(stream, H2Client.Get(method: "POST"), ends: false);
            await client.SendAsync(H2Frame.Data, 0, stream, new byte[16_000]);
            window -= 16_000;
            await client.UntilAsync(H2Frame.Reset, stream);
            await client.SyncAsync();
            window += client.Others.Where(frame => frame is { Type: H2Frame.WindowUpdate, Stream: 0 }).Sum(frame => frame.Number);
            client.Others.Clear();
            Assert.True(window > 16_000, $"The window of the connection leaks: {window} bytes are left.");
        }
    }

    [Fact]
    public async Task Responses_Large_ShareConnectionInTurns()
    {
        var body = new string('x', 600_000);
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var client = await H2Client.ConnectAsync(router, InitialWindow, 1_000_000);
        client.OpensWindows = false;
        for (var stream = 1; stream < 9; stream += 2)
            await client.SendHeadersAsync(stream, H2Client.Get());
        for (var stream = 1; stream < 9; stream += 2)
        {
            while (client.Find(stream).Headers.Count == 0)
                await client.ReadAsync();
        }
        // The connection's window is used up, whoever got it; from here on it is opened a little at a time.
        while (Lengths(client).Sum() < 65_535)
            await client.ReadAsync();
        var before = Lengths(client);
        for (var i = 1; i <= 40; i++)
        {
            await client.SendWindowAsync(0, 16_384);
            while (Lengths(client).Sum() < before.Sum() + i * 16_384)
                await client.ReadAsync();
        }
        var shares = Lengths(client).Zip(before, (after, earlier) => after - earlier).ToArray();
        Assert.Equal(40 * 16_384, shares.Sum());
        Assert.All(shares, share => Assert.InRange(share, 8 * 16_384, 12 * 16_384));
    }

    [Fact]
    public async Task Connection_NotRead_BlocksNoOther()
    {
        var body = new string('x', 1_500_000);
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(request => request.Start.Contains("/large", StringComparison.Ordinal)
            ? $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        using var stuck = await H2Client.ConnectAsync(router, InitialWindow, int.MaxValue);
        await stuck.SendWindowAsync(0, 1_000_000_000);
        for (var stream = 1; stream < 17; stream += 2)
            await stuck.SendHeadersAsync(stream, H2Client.Get("/large"));
        using var other = await H2Client.ConnectAsync(router);
        for (var stream = 1; stream < 40; stream += 2)
            Assert.Equal("ok", (await other.RequestAsync(stream, H2Client.Get())).Body);
        Assert.Equal(body.Length, (await stuck.ResponseAsync(15)).Length);
    }

    private static int[] Lengths(H2Client client) => [.. new[] { 1, 3, 5, 7 }.Select(stream => client.Find(stream).Length)];

    private static async Task<long> SendWhileTakenAsync(SocketWire server)
    {
        server.Socket.Blocking = false;
        var block = new byte[65_536];
        var sent = 0L;
        for (var idle = 0; idle < 50 && sent < 64_000_000;)
        {
            try
            {
                sent += server.Socket.Send(block);
                idle = 0;
            }
            catch (SocketException)
            {
                idle++;
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
        return sent;
    }
}
