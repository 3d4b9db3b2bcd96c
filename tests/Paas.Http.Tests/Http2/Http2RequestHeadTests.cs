using System.Text;
using CsCheck;

namespace Paas.Http2;

public sealed class Http2RequestHeadTests
{
    private const string Get = ":method: GET|:scheme: https|:path: /a?b|:authority: app.localhost";

    [Theory]
    [InlineData(Get, true, "GET /a?b HTTP/1.1\r\nhost: app.localhost\r\n\r\n")]
    [InlineData(Get + "|x: 1|te: trailers|y:", true, "GET /a?b HTTP/1.1\r\nhost: app.localhost\r\nx: 1\r\ny: \r\n\r\n")]
    [InlineData(Get + "|cookie: a=1|x: 1|cookie: b=2", true, "GET /a?b HTTP/1.1\r\nhost: app.localhost\r\nx: 1\r\ncookie: a=1; b=2\r\n\r\n")]
    [InlineData(Get + "|content-length: 3", false, "GET /a?b HTTP/1.1\r\nhost: app.localhost\r\ncontent-length: 3\r\n\r\n")]
    [InlineData(Get, false, "GET /a?b HTTP/1.1\r\nhost: app.localhost\r\ntransfer-encoding: chunked\r\n\r\n")]
    [InlineData(":scheme: http|:path: *|:method: OPTIONS|host: h", true, "OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n")]
    [InlineData(Get + "|host: APP.localhost|x: 1", true, "GET /a?b HTTP/1.1\r\nhost: app.localhost\r\nx: 1\r\n\r\n")]
    [InlineData(":method: CONNECT|:authority: h:1", true, "CONNECT h:1 HTTP/1.1\r\nhost: h:1\r\n\r\n")]
    public void Request_Valid_IsWritten(string fields, bool ends, string expected)
    {
        var head = new Http2RequestHead(65536);
        Assert.Equal(Http2HeadStatus.Done, Read(head, fields, ends));
        Assert.Equal(expected, Encoding.Latin1.GetString(head.Bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":method: GET|:scheme: http|:authority: h")]
    [InlineData(":method: GET|:path: /|:authority: h")]
    [InlineData(":scheme: http|:path: /|:authority: h")]
    [InlineData(":method: GET|:scheme: http|:path:|:authority: h")]
    [InlineData(":method: GET|:scheme: http|:path: a|:authority: h")]
    [InlineData(":method: GET|:scheme: http|:path: http://h/|:authority: h")]
    [InlineData(":method: GET|:scheme: ftp|:path: /|:authority: h")]
    [InlineData(":method: CONNECT|:scheme: http|:path: /|:authority: h")]
    [InlineData(Get + "|:path: /")]
    [InlineData(Get + "|:method: GET")]
    [InlineData(Get + "|:scheme: http")]
    [InlineData(Get + "|:authority: h")]
    [InlineData(Get + "|:status: 200")]
    [InlineData(Get + "|:protocol: websocket")]
    [InlineData(Get + "|: 1")]
    [InlineData(":method: GET|:scheme: http|x: 1|:path: /|:authority: h")]
    [InlineData(Get + "|X: 1")]
    [InlineData(Get + "|x y: 1")]
    [InlineData(Get + "|host: other")]
    [InlineData(Get + "|host: app.localhost|host: app.localhost")]
    [InlineData(Get + "|connection: close")]
    [InlineData(Get + "|keep-alive: 1")]
    [InlineData(Get + "|proxy-connection: close")]
    [InlineData(Get + "|transfer-encoding: chunked")]
    [InlineData(Get + "|upgrade: h2c")]
    [InlineData(Get + "|te: gzip")]
    [InlineData(Get + "|x: a\r\nb: 1")]
    [InlineData(Get + "|x: a\nb")]
    [InlineData(Get + "|x: a\0")]
    [InlineData(Get + "|x:  a")]
    [InlineData(Get + "|x: a\t")]
    public void Request_Malformed_IsRefused(string fields) =>
        Assert.Equal(Http2HeadStatus.Malformed, Read(new Http2RequestHead(65536), fields, true));

    [Theory]
    [InlineData("x-sum: 1|y: 2", true, Http2HeadStatus.Done)]
    [InlineData("x-sum: 1", false, Http2HeadStatus.Malformed)]
    [InlineData(":path: /", true, Http2HeadStatus.Malformed)]
    [InlineData("host: h", true, Http2HeadStatus.Malformed)]
    public void Trailers_Any_AreJudged(string fields, bool ends, Http2HeadStatus expected)
    {
        var head = new Http2RequestHead(65536);
        Assert.Equal(expected, Read(head, fields, ends, trailers: true));
        if (expected == Http2HeadStatus.Done)
            Assert.Equal("x-sum: 1\r\ny: 2\r\n", Encoding.Latin1.GetString(head.Bytes));
    }

    [Theory]
    [InlineData(0, Http2HeadStatus.Done)]
    [InlineData(1, Http2HeadStatus.TooLarge)]
    public void List_AtAndAboveLimit_IsWeighedWithOverhead(int more, Http2HeadStatus expected)
    {
        // 7+3, 7+5, 5+4, 10+13 and four times 32 for the pseudo fields, 1+n+32 for the other.
        var weight = 10 + 12 + 9 + 23 + 128 + 33;
        var head = new Http2RequestHead(1000);
        Assert.Equal(expected, Read(head, Get + "|x: " + new string('v', 1000 - weight + more), true));
    }

    // Fields made of what could split a head: what is let through must be read by the parser as one head, to its last byte.
    [Fact]
    public void Fields_Hostile_NeverSplitHead()
    {
        var text = Gen.OneOf("GET", "/", "a", " ", "\r\n", "\n", "\r", "\0", ":", "HTTP/1.1", "\t", "host", "é", "chunked", "x: 1", "\r\n\r\n", "#");
        var value = text.Array[0, 4].Select(string.Concat);
        var name = Gen.OneOf(Gen.OneOf(":method", ":path", ":scheme", ":authority", "host", "x", "content-length", "cookie"), value);
        Gen.Select(value, value, value, Gen.Select(name, value).Array[0, 4], Gen.Bool).Sample((method, path, authority, fields, ends) =>
        {
            var head = new Http2RequestHead(65536);
            head.Begin(trailers: false);
            head.Add(":method"u8, Encoding.Latin1.GetBytes(method));
            head.Add(":scheme"u8, "http"u8);
            head.Add(":path"u8, Encoding.Latin1.GetBytes("/" + path));
            head.Add(":authority"u8, Encoding.Latin1.GetBytes(authority));
            foreach (var (fieldName, fieldValue) in fields)
                head.Add(Encoding.Latin1.GetBytes(fieldName), Encoding.Latin1.GetBytes(fieldValue));
            if (head.Finish(ends) != Http2HeadStatus.Done)
                return;
            var parser = new HttpRequestParser(new HttpLimits());
            var status = parser.Parse(head.Bytes);
            Assert.NotEqual(HttpParseStatus.NeedMore, status);
            if (status == HttpParseStatus.Done)
                Assert.Equal(head.Bytes.Length, parser.Head.Length);
        });
    }

    private static Http2HeadStatus Read(Http2RequestHead head, string fields, bool ends, bool trailers = false)
    {
        head.Begin(trailers);
        foreach (var field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = field.IndexOf(':', 1);
            if (colon < 0)
                colon = 0;
            var value = field[(colon + 1)..];
            head.Add(Encoding.Latin1.GetBytes(field[..Math.Max(colon, 1)]), Encoding.Latin1.GetBytes(value is [' ', ..] ? value[1..] : value));
        }
        return head.Finish(ends);
    }
}
