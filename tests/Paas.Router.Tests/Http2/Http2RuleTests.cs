using Paas.Harness;

namespace Paas.Http2;

/// <summary>Broken rules of RFC 9113 §3 to §8, each with the error that it must cause.</summary>
public sealed class Http2RuleTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    // A block that is one reference to the static table: ":method: GET".
    private const string Method = "82";

    // Each script is frames as "type flags stream payload", in hexadecimal; stream 1 waits with an open upload.
    [Theory]
    [InlineData("7 0 1 0000000000000000", Http2ErrorCode.ProtocolError)] // GOAWAY on a stream.
    [InlineData("7 0 0 00000000000000", Http2ErrorCode.FrameSizeError)]
    [InlineData("6 0 1 0000000000000000", Http2ErrorCode.ProtocolError)] // PING on a stream.
    [InlineData("6 0 0 00000000000000", Http2ErrorCode.FrameSizeError)]
    [InlineData("4 0 1 ", Http2ErrorCode.ProtocolError)] // SETTINGS on a stream.
    [InlineData("4 0 0 0001000000", Http2ErrorCode.FrameSizeError)]
    [InlineData("4 1 0 000100000000", Http2ErrorCode.FrameSizeError)] // An acknowledgement that says something.
    [InlineData("4 0 0 000480000000", Http2ErrorCode.FlowControlError)]
    [InlineData("4 0 0 000500000001", Http2ErrorCode.ProtocolError)]
    [InlineData("4 0 0 000200000002", Http2ErrorCode.ProtocolError)]
    [InlineData("0 0 0 61", Http2ErrorCode.ProtocolError)] // DATA on the connection.
    [InlineData("0 0 3 61", Http2ErrorCode.ProtocolError)] // DATA on an idle stream.
    [InlineData("0 8 1 05", Http2ErrorCode.ProtocolError)] // More padding than frame.
    [InlineData("0 8 1 ", Http2ErrorCode.ProtocolError)]
    [InlineData("1 5 0 82", Http2ErrorCode.ProtocolError)] // HEADERS on the connection.
    [InlineData("1 5 2 82", Http2ErrorCode.ProtocolError)] // On a stream of the server.
    [InlineData("1 d 3 0582", Http2ErrorCode.ProtocolError)] // More padding than frame.
    [InlineData("1 25 3 0000000310" + Method, Http2ErrorCode.ProtocolError)] // A stream that depends on itself.
    [InlineData("1 25 3 00000001", Http2ErrorCode.ProtocolError)] // A priority cut short.
    [InlineData("1 5 3 be", Http2ErrorCode.CompressionError)]
    [InlineData("1 1 3 82|0 0 3 61", Http2ErrorCode.ProtocolError)] // DATA within a header block.
    [InlineData("1 1 3 82|9 4 5 84", Http2ErrorCode.ProtocolError)] // CONTINUATION of another stream.
    [InlineData("1 1 3 82|6 0 0 0000000000000000", Http2ErrorCode.ProtocolError)]
    [InlineData("9 4 1 82", Http2ErrorCode.ProtocolError)] // CONTINUATION of nothing.
    [InlineData("9 4 0 82", Http2ErrorCode.ProtocolError)]
    [InlineData("2 0 0 0000000100", Http2ErrorCode.ProtocolError)] // PRIORITY of the connection.
    [InlineData("2 0 3 00000001", Http2ErrorCode.FrameSizeError)]
    [InlineData("2 0 3 0000000310", Http2ErrorCode.ProtocolError)]
    [InlineData("3 0 0 00000000", Http2ErrorCode.ProtocolError)] // RST_STREAM of the connection.
    [InlineData("3 0 3 00000000", Http2ErrorCode.ProtocolError)] // Of an idle stream.
    [InlineData("3 0 1 000000", Http2ErrorCode.FrameSizeError)]
    [InlineData("5 4 1 0000000282", Http2ErrorCode.ProtocolError)] // PUSH_PROMISE.
    [InlineData("8 0 0 00000000", Http2ErrorCode.ProtocolError)] // A window that opens by nothing.
    [InlineData("8 0 0 7fffffff", Http2ErrorCode.FlowControlError)] // One beyond 2^31-1.
    [InlineData("8 0 3 00000001", Http2ErrorCode.ProtocolError)] // Of an idle stream.
    [InlineData("8 0 1 000001", Http2ErrorCode.FrameSizeError)]
    [InlineData("8 0 1 00000001|4 0 0 00047fffffff", Http2ErrorCode.FlowControlError)]
    [InlineData("3 0 1 00000008|1 5 1 82", Http2ErrorCode.StreamClosed)] // HEADERS on a stream that the client has closed.
    [InlineData("3 0 1 00000008|0 0 1 61", Http2ErrorCode.StreamClosed)]
    public async Task Connection_RuleBroken_EndsWithGoAway(string script, Http2ErrorCode expected)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST"), ends: false);
        await SendAsync(client, script);
        Assert.Equal(expected, (Http2ErrorCode)await client.GoAwayCodeAsync());
    }

    [Theory]
    [InlineData("8 0 1 00000000", Http2ErrorCode.ProtocolError)]
    [InlineData("8 0 1 7fffffff", Http2ErrorCode.FlowControlError)]
    [InlineData("0 1 1 61|0 0 1 61", Http2ErrorCode.StreamClosed)] // DATA behind its end.
    [InlineData("0 1 1 61|1 5 1 82", Http2ErrorCode.StreamClosed)]
    [InlineData("1 4 1 0003782d6101" + "31", Http2ErrorCode.ProtocolError)] // Trailers that do not end the stream.
    [InlineData("1 5 1 82", Http2ErrorCode.ProtocolError)] // A pseudo field in trailers.
    public async Task Stream_RuleBroken_IsResetAndLoggedAsH33(string script, Http2ErrorCode expected)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST"), ends: false);
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        await SendAsync(client, script);
        Assert.Equal(expected, (Http2ErrorCode)(await client.UntilAsync(H2Frame.Reset, 1))!.Number);
        // The dyno's connection is closed, the client's is not.
        await server.ReadToEndAsync();
        var line = await router.Log.NextAsync();
        Assert.StartsWith("at=error code=H33 desc=\"HTTP/2 Stream Broken\" method=POST", line, StringComparison.Ordinal);
        Assert.Contains(" status= ", line, StringComparison.Ordinal);
        var next = client.RequestAsync(3, H2Client.Get());
        using var second = await dyno.AcceptedAsync();
        await second.ReadAsync();
        await second.SendAsync(Ok);
        Assert.Equal("ok", (await next).Body);
    }

    [Theory]
    [InlineData(5, "hello!", false)]
    [InlineData(5, "hell", true)]
    [InlineData(5, "", true)]
    [InlineData(0, "x", true)]
    public async Task Body_OtherThanAnnounced_BreaksStream(int length, string body, bool ends)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        await client.SendHeadersAsync(1, H2Client.Get(method: "POST", more: $"content-length: {length}"), ends: false);
        await client.SendDataAsync(1, body, ends);
        Assert.Equal(Http2ErrorCode.ProtocolError, (Http2ErrorCode)(await client.UntilAsync(H2Frame.Reset, 1))!.Number);
        Assert.Contains("code=H33", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_AnnouncedAndMissing_BreaksStream()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        var response = await client.RequestAsync(1, H2Client.Get(method: "POST", more: "content-length: 5"));
        Assert.Equal(1, response.ResetCode);
        Assert.Contains("code=H33", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(":method: GET|:scheme: http|:path: /")]
    [InlineData(":scheme: http|:path: /|:authority: app.localhost")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|X-A: 1")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|connection: close")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|transfer-encoding: chunked")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|x: a\r\nhost: b")]
    [InlineData(":method: GET|:scheme: http|:path: / HTTP/1.1\r\nhost: b|:authority: app.localhost")]
    [InlineData(":method: GET|:scheme: http|:path: /|:authority: app.localhost|host: other")]
    public async Task Request_Malformed_NeverReachesDyno(string fields)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await H2Client.ConnectAsync(router);
        var response = await client.RequestAsync(1, fields);
        // Without a host there is a page, else the stream is reset.
        Assert.True(response.Status == 400 || response.ResetCode == 1);
        await client.SyncAsync();
        Assert.Equal(0, dyno.Connections);
    }

    [Theory]
    [InlineData("6 0 0 0000000000000000")]
    [InlineData("1 5 1 82")]
    [InlineData("4 1 0 ")]
    public async Task FirstFrame_NotSettings_EndsConnection(string script)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var wire = await router.ConnectAsync();
        await wire.SendAsync(H2Client.Preface);
        var (type, flags, stream, payload) = Parse(script);
        await wire.SendAsync(new H2Frame(type, flags, stream, payload).ToBytes());
        Assert.EndsWith("\0\0\0\u0001", await wire.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frame_LongerThanAllowed_EndsConnection()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno());
        using var client = await H2Client.ConnectAsync(router);
        // The head alone is enough.
        await client.Wire.SendAsync(new H2Frame(H2Frame.Data, 0, 1, new byte[16385]).ToBytes()[..9]);
        Assert.Equal(Http2ErrorCode.FrameSizeError, (Http2ErrorCode)await client.GoAwayCodeAsync());
    }

    [Theory]
    [InlineData("ff 0 0 616263")] // An unknown type.
    [InlineData("ff 0 7 ")]
    [InlineData("2 0 9 0000000110")] // PRIORITY of an idle stream.
    [InlineData("4 0 0 00ff12345678")] // An unknown setting.
    [InlineData("6 1 0 0000000000000000")] // An answer to no question.
    [InlineData("7 0 0 0000000000000000")] // GOAWAY: the client takes no pushes, which we do not make.
    public async Task Frame_Harmless_IsIgnored(string script)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer(Ok));
        using var client = await H2Client.ConnectAsync(router);
        await SendAsync(client, script);
        Assert.Equal("ok", (await client.RequestAsync(1, H2Client.Get())).Body);
    }

    [Fact]
    public async Task Headers_InPieces_AreOneBlock()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        using var client = await H2Client.ConnectAsync(router);
        var block = H2Client.Block(H2Client.Get("/in-pieces", more: "x-a: 1"));
        await client.SendAsync(H2Frame.Headers, 1, 1, block[..3]);
        for (var at = 3; at < block.Length; at += 10)
            await client.SendAsync(H2Frame.Continuation, at + 10 >= block.Length ? 4 : 0, 1, block[at..Math.Min(at + 10, block.Length)]);
        var response = await client.ResponseAsync(1);
        Assert.StartsWith("GET /in-pieces ", response.Body, StringComparison.Ordinal);
        Assert.Contains("x-a: 1", response.Body, StringComparison.Ordinal);
    }

    private static async Task SendAsync(H2Client client, string script)
    {
        foreach (var frame in script.Split('|'))
        {
            var (type, flags, stream, payload) = Parse(frame);
            await client.SendAsync(type, flags, stream, payload);
        }
    }

    private static (int Type, int Flags, int Stream, byte[] Payload) Parse(string frame)
    {
        var parts = frame.Split(' ');
        return (Convert.ToInt32(parts[0], 16), Convert.ToInt32(parts[1], 16), Convert.ToInt32(parts[2], 16), Convert.FromHexString(parts[3]));
    }
}
