using System.Text;
using CsCheck;
using Paas.Fuzzing.Checks;
using Paas.Fuzzing.Reference;

namespace Paas.Parsing;

public sealed class HttpHeadParserTests
{
    private static readonly string[] Requests =
    [
        "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n",
        "\r\nPOST /a?b=c HTTP/1.0\r\nHost: x\r\nContent-Length: 5\r\nEmpty:\r\nSpaces: \t a b \t\r\n\r\nhello",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
        "GET http://example.com/\u00e9 HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\nCookie: " + new string('c', 300) + "\r\n\r\n",
    ];

    private static readonly string[] Responses =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 404 \r\nSet-Cookie: a=b; Path=/\r\nset-cookie: c=d\r\nVia: 1.1 x\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nKeep-Alive: timeout=5\r\n\r\n\x01\x02",
    ];

    [Fact]
    public void Parse_EveryCut_SameAsWhole()
    {
        foreach (var (text, isRequest) in Samples())
        {
            var input = Encoding.Latin1.GetBytes(text);
            var whole = FastHead.Parse(input, isRequest, new HttpLimits(), []);
            Assert.Equal(HttpParseStatus.Done, whole.Status);
            Assert.Equal(ReferenceParser.Parse(input, isRequest, new HttpLimits()), whole);
            Assert.Equal(whole, FastHead.Parse(input, isRequest, new HttpLimits(), Enumerable.Range(0, input.Length)));
            for (var cut = 0; cut < input.Length; cut++)
                Assert.Equal(whole, FastHead.Parse(input, isRequest, new HttpLimits(), [cut]));
        }
    }

    [Fact]
    public void Parse_Mutated_AgreesWithReference()
    {
        // Small limits, so that mutations reach them.
        var limits = new HttpLimits
        {
            MaxRequestLine = 60,
            MaxStatusLine = 60,
            MaxRequestHeaderLine = 320,
            MaxResponseHeaderLine = 120,
            MaxSetCookieLine = 40,
            MaxHeaderName = 20,
            MaxHeaders = 6,
            MaxMethod = 10,
            MaxRequestHead = 500,
            MaxResponseHead = 400,
        };
        var alphabet = "\r\n\t :\0,;=aZ09/#\u007f\u00ff HTTP/1.1"u8.ToArray();
        var random = new Random(20260101);
        var samples = Samples().ToArray();
        var counts = new Dictionary<HttpParseStatus, int>();
        for (var round = 0; round < 200_000; round++)
        {
            var (text, isRequest) = samples[random.Next(samples.Length)];
            var input = Mutate(Encoding.Latin1.GetBytes(text), alphabet, random);
            var expected = ReferenceParser.Parse(input, isRequest, limits);
            var cuts = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(input.Length + 1)).Order().ToArray();
            var actual = FastHead.Parse(input, isRequest, limits, cuts);
            if (!expected.Equals(actual))
                Assert.Fail($"Round {round}: {expected} but {actual} for {Encoding.Latin1.GetString(input)}");
            counts[actual.Status] = counts.GetValueOrDefault(actual.Status) + 1;
        }
        Assert.All(Enum.GetValues<HttpParseStatus>(), status => Assert.True(counts[status] > 1000, $"{status} came too seldom."));
    }

    [Fact]
    public void Parse_RandomBytes_AgreesWithReference() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Bool).Sample((input, isRequest) =>
            ReferenceParser.Parse(input, isRequest, new HttpLimits())
                .Equals(FastHead.Parse(input, isRequest, new HttpLimits(), [input.Length / 2])));

    [Theory]
    [InlineData(-1, HttpError.None)]
    [InlineData(0, HttpError.None)]
    [InlineData(1, HttpError.HeadTooLong)]
    public void Parse_WholeHead_IsLimited(int above, HttpError error)
    {
        const string Text = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";
        var parser = new HttpRequestParser(new HttpLimits { MaxRequestHead = Text.Length - 2 - above });
        parser.Parse(Encoding.Latin1.GetBytes(Text));
        Assert.Equal(error, parser.Error);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nA", 8192 - 1, HttpError.None)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nA", 8192, HttpError.HeaderTooLong)]
    [InlineData("GET /", 8192 - 5, HttpError.None)]
    [InlineData("GET /", 8192 - 4, HttpError.RequestLineTooLong)]
    public void Parse_LineWithoutEnd_IsRefusedAsSoonAsItIsTooLong(string start, int more, HttpError error)
    {
        var parser = new HttpRequestParser(new HttpLimits());
        parser.Parse(Encoding.Latin1.GetBytes(start + new string('a', more)));
        Assert.Equal(error, parser.Error);
    }

    [Fact]
    public void Reset_AfterMessage_ParsesTheNext()
    {
        var parser = new HttpRequestParser(new HttpLimits());
        foreach (var text in Requests)
        {
            parser.Reset();
            Assert.Equal(HttpParseStatus.Done, parser.Parse(Encoding.Latin1.GetBytes(text)));
        }
        Assert.Equal(4, parser.Head.Headers.Length + 1);
    }

    [Theory]
    [InlineData("connection", HttpHeaderKind.Connection)]
    [InlineData("CONTENT-LENGTH", HttpHeaderKind.ContentLength)]
    [InlineData("X-Forwarded-For", HttpHeaderKind.XForwardedFor)]
    [InlineData("x-request-id", HttpHeaderKind.XRequestId)]
    [InlineData("Set-Cookie", HttpHeaderKind.SetCookie)]
    [InlineData("http2-settings", HttpHeaderKind.Http2Settings)]
    [InlineData("Accept", HttpHeaderKind.Other)]
    [InlineData("hosts", HttpHeaderKind.Other)]
    public void Find_Name_IgnoresCase(string name, HttpHeaderKind kind) => Assert.Equal(kind, HttpHeaderNames.Find(Encoding.ASCII.GetBytes(name)));

    private static IEnumerable<(string Text, bool IsRequest)> Samples() =>
        Requests.Select(text => (text, true)).Concat(Responses.Select(text => (text, false)));

    private static byte[] Mutate(byte[] input, byte[] alphabet, Random random)
    {
        var bytes = input.ToList();
        for (var i = random.Next(4); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = alphabet[random.Next(alphabet.Length)];
                    break;
                case 1:
                    bytes.Insert(at, alphabet[random.Next(alphabet.Length)]);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    var count = Math.Min(random.Next(40), bytes.Count - at);
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)'a', random.Next(90)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }
}
