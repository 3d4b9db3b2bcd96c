using System.Globalization;
using System.Text;
using CsCheck;
using Paas.Transport;

namespace Paas.Bodies;

public sealed class ChunkedBodyTests
{
    private const string Body = "5;name=\"v\"\r\nhello\r\n00A\r\n0123456789\r\n1\r\n!\r\n0;last\r\nX-Trailer: yes\r\nContent-Length: 3\r\n\r\n";
    private const string Canonical = "5\r\nhello\r\na\r\n0123456789\r\n1\r\n!\r\n0\r\nX-Trailer: yes\r\n\r\n";

    [Fact]
    public void Relay_EveryCut_ForwardsCanonicalFrame()
    {
        for (var cut = 0; cut <= Body.Length; cut++)
            Assert.Equal((BodyRelayStatus.Done, Canonical, "GET"), Relay([Body[..cut], Body[cut..] + "GET"], decode: false));
        Assert.Equal((BodyRelayStatus.Done, Canonical, ""), Relay([.. Body.Select(c => c.ToString())], decode: false));
    }

    [Fact]
    public void Relay_Decode_ForwardsPayload() =>
        Assert.Equal((BodyRelayStatus.Done, "hello0123456789!", ""), Relay([.. Body.Select(c => c.ToString())], decode: true));

    [Fact]
    public void Relay_AnyChunks_RoundTrip() =>
        Gen.String[Gen.Char['a', 'z'], 1, 200].List[0, 20].Sample(chunks =>
        {
            var text = string.Concat(chunks.Select(chunk => $"{chunk.Length:X}\r\n{chunk}\r\n")) + "0\r\n\r\n";
            var canonical = string.Concat(chunks.Select(chunk => $"{chunk.Length:x}\r\n{chunk}\r\n")) + "0\r\n\r\n";
            var pieces = text.Chunk(7).Select(piece => new string(piece)).ToArray();
            return Relay(pieces, decode: false) == (BodyRelayStatus.Done, canonical, "")
                && Relay(pieces, decode: true) == (BodyRelayStatus.Done, string.Concat(chunks), "");
        });

    [Theory]
    [InlineData("\r\n")]
    [InlineData(";a\r\n")]
    [InlineData("g\r\n")]
    [InlineData("+1\r\na\r\n")]
    [InlineData("0x1\r\na\r\n")]
    [InlineData("1 \r\na\r\n")]
    [InlineData("1\na\n")]
    [InlineData("1\r\nab")]
    [InlineData("1\r\na\rb")]
    [InlineData("1;a\0\r\n")]
    [InlineData("1;a\rb\r\n")]
    [InlineData("1000000000000000\r\n")]
    [InlineData("0\r\nA : b\r\n\r\n")]
    [InlineData("0\r\n folded\r\n\r\n")]
    public void Relay_BadFrame_IsRefused(string body)
    {
        Assert.Equal(BodyRelayStatus.BadChunk, Relay([body], decode: false).Status);
        Assert.Equal(BodyRelayStatus.BadChunk, Relay([.. body.Select(c => c.ToString())], decode: true).Status);
    }

    [Theory]
    [InlineData(-1, BodyRelayStatus.Done)]
    [InlineData(0, BodyRelayStatus.Done)]
    [InlineData(1, BodyRelayStatus.BadChunk)]
    public void Relay_ChunkLine_IsLimited(int above, BodyRelayStatus status) =>
        Assert.Equal(status, Relay(["1;" + new string('x', 1024 - 2 + above) + "\r\na\r\n0\r\n\r\n"], decode: false).Status);

    [Theory]
    [InlineData(-1, BodyRelayStatus.Done)]
    [InlineData(0, BodyRelayStatus.Done)]
    [InlineData(1, BodyRelayStatus.BadChunk)]
    public void Relay_Trailers_AreLimitedInCount(int above, BodyRelayStatus status) =>
        Assert.Equal(status, Relay(["0\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", 1000 + above)) + "\r\n"], decode: false).Status);

    [Fact]
    public void Relay_Trailers_AreLimitedInBytes() =>
        Assert.Equal(BodyRelayStatus.BadChunk, Relay([.. Enumerable.Repeat("a: " + new string('b', 8000) + "\r\n", 10).Prepend("0\r\n")], decode: false).Status);

    [Fact]
    public void Relay_Mutated_NeverForwardsOtherBytesThanTheReference()
    {
        var random = new Random(7);
        const string Alphabet = "\r\n;0123456789abcdefgG \t:x\0";
        for (var round = 0; round < 50_000; round++)
        {
            var text = new StringBuilder(Body);
            for (var i = random.Next(3); i >= 0; i--)
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            var body = text.ToString();
            var (status, sent, _) = Relay([body], decode: true);
            var expected = Decode(body);
            Assert.True(status == BodyRelayStatus.Done == (expected is not null), $"{status} for {body}");
            if (expected is not null)
                Assert.Equal(expected, sent);
        }
    }

    // Plain reference: the payload of a complete, correct body, or null.
    private static string? Decode(string text)
    {
        var payload = new StringBuilder();
        while (true)
        {
            if (TakeLine(ref text) is not { } line)
                return null;
            var size = line.Split(';')[0];
            if (size.Length is 0 or > 15 || size.Any(c => !char.IsAsciiHexDigit(c)))
                return null;
            var count = long.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (count == 0)
                break;
            if (text.Length < count + 2 || text.Substring((int)count, 2) != "\r\n")
                return null;
            payload.Append(text, 0, (int)count);
            text = text[((int)count + 2)..];
        }
        while (TakeLine(ref text) is { } trailer)
        {
            if (trailer.Length == 0)
                return payload.ToString();
            var colon = trailer.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || trailer[..colon].Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
                return null;
        }
        return null;
    }

    private static string? TakeLine(ref string text)
    {
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        if (end < 0 || text[..end].Any(c => c < 32 && c != '\t'))
            return null;
        var line = text[..end];
        text = text[(end + 2)..];
        return line;
    }

    private static (BodyRelayStatus Status, string Sent, string Left) Relay(string[] pieces, bool decode)
    {
        using var from = new MemoryConnection();
        using var to = new MemoryConnection();
        var relay = new BodyRelay(new HttpLimits());
        relay.Start(HttpBodyKind.Chunked, -1, decode);
        foreach (var piece in pieces)
            from.Feed(piece);
        BodyRelayStatus status;
        do
        {
            status = relay.Move(from, to, 32);
            to.Flush();
        }
        while (status == BodyRelayStatus.Blocked || (status == BodyRelayStatus.NeedInput && from.Receive(int.MaxValue)));
        while (from.Receive(int.MaxValue))
        {
        }
        return (status, to.Sent, Encoding.Latin1.GetString(from.Input));
    }
}
