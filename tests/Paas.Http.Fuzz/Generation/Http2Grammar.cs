using System.Buffers.Binary;
using System.Text;

namespace Paas.Fuzzing.Generation;

/// <summary>HTTP/2 connections (RFC 9113) of a client that mostly keeps the rules, with header blocks in literals (RFC 7541 §6.2.2).</summary>
internal sealed class Http2Grammar(Random random)
{
    private const byte Data = 0, Headers = 1, Priority = 2, ResetStream = 3, Settings = 4, PushPromise = 5, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;
    private const byte EndStream = 1, EndHeaders = 4, Padded = 8;

    private static readonly (string, string)[] Odd =
        [("connection", "close"), ("te", "trailers"), ("te", "gzip"), ("content-length", "5"), ("content-length", "+5"), ("transfer-encoding", "chunked"), ("Upper", "x"), ("a b", "x"),
        ("x", "a\r\nb"), ("x", "a\0"), (":path", "/again"), (":authority", "b.test"), ("host", "a.test"), ("host", "b.test"), ("cookie", "a=b"), ("cookie", "c=d"),
        ("expect", "100-continue"), ("content_length", "7"), ("x-forwarded-for", "6.6.6.6"), ("upgrade", "websocket"), ("", "x"), ("accept", "*/*")];

    public byte[] Next()
    {
        var bytes = new List<byte>("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        Frame(bytes, Settings, 0, 0, random.OneIn(3) ? [0, 4, 0, 0, (byte)random.Next(256), 0] : []);
        var stream = 1;
        for (var i = 1 + random.Next(6); i > 0; i--)
        {
            if (random.OneIn(4))
                Other(bytes, stream);
            Request(bytes, stream);
            stream += 2;
        }
        return [.. bytes];
    }

    private void Request(List<byte> bytes, int stream)
    {
        var hasBody = random.OneIn(3);
        var block = new List<byte>();
        Field(block, ":method", hasBody ? "POST" : random.Of<string>(["GET", "GET", "HEAD", "DELETE"]));
        Field(block, ":scheme", "http");
        Field(block, ":path", "/" + random.Letters(random.Next(6)));
        Field(block, ":authority", random.OneIn(8) ? "b.test" : "a.test");
        for (var i = random.OneIn(2) ? 0 : random.Next(4); i > 0; i--)
        {
            var (name, value) = random.Of<(string, string)>(Odd);
            Field(block, name, value);
        }
        var end = hasBody ? (byte)0 : EndStream;
        if (random.OneIn(5) && block.Count > 4)
        {
            var cut = 1 + random.Next(block.Count - 1);
            Frame(bytes, Headers, end, stream, [.. block[..cut]]);
            Frame(bytes, Continuation, EndHeaders, stream, [.. block[cut..]]);
        }
        else
        {
            Frame(bytes, Headers, (byte)(end | EndHeaders), stream, [.. block]);
        }
        for (var i = hasBody ? 1 + random.Next(3) : 0; i > 0; i--)
        {
            var isPadded = random.OneIn(4);
            byte[] data = [.. isPadded ? [3] : Array.Empty<byte>(), .. Encoding.ASCII.GetBytes(random.Letters(random.Next(50))), .. isPadded ? new byte[3] : []];
            Frame(bytes, Data, (byte)((i == 1 ? EndStream : 0) | (isPadded ? Padded : 0)), stream, data);
        }
    }

    private void Other(List<byte> bytes, int stream)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, random.OneIn(3) ? int.MaxValue : random.Next(20));
        switch (random.Next(8))
        {
            case 0:
                Frame(bytes, Ping, 0, 0, new byte[8]);
                break;
            case 1:
                Frame(bytes, WindowUpdate, 0, random.OneIn(2) ? 0 : stream, word);
                break;
            case 2:
                Frame(bytes, ResetStream, 0, Math.Max(1, stream - 2), word);
                break;
            case 3:
                Frame(bytes, Priority, 0, stream, [.. word, 1]);
                break;
            case 4:
                Frame(bytes, Settings, (byte)random.Next(2), 0, []);
                break;
            case 5:
                Frame(bytes, PushPromise, EndHeaders, stream, [.. word, 0]);
                break;
            case 6:
                Frame(bytes, GoAway, 0, 0, [.. word, .. word]);
                break;
            default:
                Frame(bytes, (byte)random.Next(256), (byte)random.Next(256), random.Next(stream + 3), new byte[random.Next(12)]);
                break;
        }
    }

    private static void Field(List<byte> block, string name, string value)
    {
        block.Add(0);
        block.Add((byte)name.Length);
        block.AddRange(Encoding.Latin1.GetBytes(name));
        block.Add((byte)value.Length);
        block.AddRange(Encoding.Latin1.GetBytes(value));
    }

    private static void Frame(List<byte> bytes, byte type, byte flags, int stream, byte[] payload)
    {
        bytes.AddRange([(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags]);
        bytes.AddRange([(byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream]);
        bytes.AddRange(payload);
    }
}
