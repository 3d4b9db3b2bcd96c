using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Paas.Http2;

namespace Paas.Harness;

/// <summary>
/// A client of HTTP/2, frame by frame. It writes header blocks as plain literals, and shares nothing with the router but
/// the decoder of header blocks, which the vectors of RFC 7541 prove.
/// </summary>
internal sealed class H2Client : IDisposable
{
    public const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private readonly SocketWire _wire;
    private readonly HpackDecoder _decoder = new();
    private readonly Dictionary<int, H2Response> _responses = [];

    private H2Client(SocketWire wire) => _wire = wire;

    public SocketWire Wire => _wire;

    /// <summary>Settings of the router by their numbers.</summary>
    public Dictionary<int, int> Settings { get; } = [];

    /// <summary>Frames that belong to no response: RST_STREAM is with its stream.</summary>
    public List<H2Frame> Others { get; } = [];

    /// <summary>Opens windows as data comes, as clients do.</summary>
    public bool OpensWindows { get; set; } = true;

    /// <summary>Connects, sends preface and settings (pairs of number and value), and reads the router's.</summary>
    public static async Task<H2Client> ConnectAsync(TestRouter router, params int[] settings)
    {
        var client = new H2Client(await router.ConnectAsync());
        await client._wire.SendAsync(Preface);
        await client.SendAsync(H2Frame.Settings, 0, 0, Pairs(settings));
        while (client.Settings.Count == 0)
            await client.ReadAsync();
        await client.SendAsync(H2Frame.Settings, 1, 0);
        return client;
    }

    public static byte[] Pairs(params int[] settings)
    {
        var bytes = new byte[settings.Length * 3];
        for (var i = 0; i < settings.Length; i += 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 3), (ushort)settings[i]);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 3 + 2), settings[i + 1]);
        }
        return bytes;
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>A header block of literals that are not indexed, out of "name: value|name: value".</summary>
    public static byte[] Block(string fields)
    {
        var block = new List<byte>();
        foreach (var field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = field.IndexOf(": ", StringComparison.Ordinal);
            block.Add(0);
            AddString(block, field[..colon]);
            AddString(block, field[(colon + 2)..]);
        }
        return [.. block];
    }

    public static string Get(string path = "/", string method = "GET", string more = "") =>
        $":method: {method}|:scheme: http|:path: {path}|:authority: app.localhost{(more.Length > 0 ? "|" + more : "")}";

    public async Task SendAsync(int type, int flags, int stream, params byte[] payload) =>
        await _wire.SendAsync(new H2Frame(type, flags, stream, payload).ToBytes());

    public Task SendHeadersAsync(int stream, string fields, bool ends = true) =>
        SendAsync(H2Frame.Headers, ends ? 5 : 4, stream, Block(fields));

    public Task SendDataAsync(int stream, string data, bool ends = false) =>
        SendAsync(H2Frame.Data, ends ? 1 : 0, stream, Encoding.Latin1.GetBytes(data));

    public Task SendWindowAsync(int stream, int increment) => SendAsync(H2Frame.WindowUpdate, 0, stream, Number(increment));

    public Task SendResetAsync(int stream, int code) => SendAsync(H2Frame.Reset, 0, stream, Number(code));

    /// <summary>Sends a request without a body and reads the response.</summary>
    public async Task<H2Response> RequestAsync(int stream, string fields)
    {
        await SendHeadersAsync(stream, fields);
        return await ResponseAsync(stream);
    }

    /// <summary>Reads until the stream has ended.</summary>
    public async Task<H2Response> ResponseAsync(int stream)
    {
        while (!(Find(stream).ResetCode.HasValue || _ended.Contains(stream)))
        {
            if (await ReadAsync() is null)
                throw new EndOfStreamException($"The router closed before stream {stream} ended.");
        }
        return Find(stream);
    }

    /// <summary>Reads until a frame of this type comes, on this stream unless that is 0; null at the end.</summary>
    public async Task<H2Frame?> UntilAsync(int type, int stream = 0)
    {
        while (true)
        {
            var frame = await ReadAsync();
            if (frame is null || (frame.Type == type && (stream == 0 || frame.Stream == stream)))
                return frame;
        }
    }

    /// <summary>Sends a ping and reads until it is answered: all that the router wrote before has been read then.</summary>
    public async Task SyncAsync()
    {
        await SendAsync(H2Frame.Ping, 0, 0, "syncsync"u8.ToArray());
        while (await UntilAsync(H2Frame.Ping) is { } frame && !(frame.Ends && frame.Text == "syncsync"))
        {
        }
    }

    /// <summary>Reads GOAWAY and then the end; the code of the last GOAWAY.</summary>
    public async Task<int> GoAwayCodeAsync()
    {
        var code = -1;
        try
        {
            while (await ReadAsync() is { } frame)
            {
                if (frame.Type == H2Frame.GoAway)
                    code = frame.End.Code;
            }
        }
        catch (SocketException)
        {
            // Closed while we were still sending.
        }
        return code;
    }

    /// <summary>What has come so far on a stream.</summary>
    public H2Response Find(int stream)
    {
        if (!_responses.TryGetValue(stream, out var response))
            _responses[stream] = response = new H2Response();
        return response;
    }

    /// <summary>Reads one frame and notes what it says; null at the end.</summary>
    public async Task<H2Frame?> ReadAsync()
    {
        var frame = await ReadFrameAsync();
        switch (frame?.Type)
        {
            case null:
                return null;
            case H2Frame.Settings when !frame.Ends:
                for (var at = 0; at < frame.Payload.Length; at += 6)
                    Settings[BinaryPrimitives.ReadUInt16BigEndian(frame.Payload.AsSpan(at))] = BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(at + 2));
                break;
            case H2Frame.Headers:
                TakeHeaders(frame, await ReadBlockAsync(frame));
                break;
            case H2Frame.Data:
                Find(frame.Stream).Add(frame.Text);
                if (frame.Payload.Length > 0 && OpensWindows)
                {
                    await SendWindowAsync(0, frame.Payload.Length);
                    if (!frame.Ends)
                        await SendWindowAsync(frame.Stream, frame.Payload.Length);
                }
                break;
            case H2Frame.Reset:
                Find(frame.Stream).ResetCode ??= frame.Number;
                break;
            default:
                Others.Add(frame);
                break;
        }
        if (frame.Type is H2Frame.Data or H2Frame.Headers && frame.Ends)
            _ended.Add(frame.Stream);
        return frame;
    }

    public void Dispose() => _wire.Dispose();

    private readonly HashSet<int> _ended = [];

    private static void AddString(List<byte> block, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.Add((byte)bytes.Length);
        }
        else
        {
            block.Add(127);
            var rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7)
                block.Add((byte)(rest | 128));
            block.Add((byte)rest);
        }
        block.AddRange(bytes);
    }

    private async Task<byte[]> ReadBlockAsync(H2Frame frame)
    {
        var block = frame.Payload;
        while ((frame.Flags & 4) == 0)
        {
            frame = await ReadFrameAsync() ?? throw new EndOfStreamException("The header block did not end.");
            Assert.Equal(H2Frame.Continuation, frame.Type);
            block = [.. block, .. frame.Payload];
        }
        return block;
    }

    private async Task<H2Frame?> ReadFrameAsync()
    {
        if (await _wire.IsClosedAsync())
            return null;
        var head = Encoding.Latin1.GetBytes(await _wire.ReadExactlyAsync(9));
        var length = (head[0] << 16) | (head[1] << 8) | head[2];
        var payload = Encoding.Latin1.GetBytes(await _wire.ReadExactlyAsync(length));
        return new H2Frame(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    private void TakeHeaders(H2Frame frame, ReadOnlySpan<byte> block)
    {
        var fields = new List<(string, string)>();
        _decoder.Begin();
        HpackStatus status;
        while ((status = _decoder.Next(ref block, out var name, out var value)) == HpackStatus.Field)
            fields.Add((Encoding.Latin1.GetString(name), Encoding.Latin1.GetString(value)));
        Assert.Equal(HpackStatus.End, status);
        var response = Find(frame.Stream);
        if (response.Headers.Count > 0)
            response.Trailers.AddRange(fields);
        else if (fields[0] is (":status", ['1', ..] interim))
            response.Interim.Add(int.Parse(interim, System.Globalization.CultureInfo.InvariantCulture));
        else
            response.Headers.AddRange(fields);
    }
}
