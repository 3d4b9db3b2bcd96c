using System.Text;

namespace Paas.Messages;

public sealed class HttpRequestReaderTests
{
    [Fact]
    public void Read_ReadmeExample_TellsHostPathAndPersistence()
    {
        var bytes = "GET /cats?tail=long HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"u8;
        var limits = new HttpLimits { MaxHeaders = 100 };
        var parser = new HttpRequestParser(limits);
        Assert.Equal(HttpParseStatus.Done, parser.Parse(bytes));
        Assert.Equal(HttpError.None, HttpRequestReader.Read(parser.Head, bytes, limits, out var facts));
        Assert.Equal("example.com", Encoding.ASCII.GetString(facts.Host(bytes)));
        Assert.Equal("/cats?tail=long", Encoding.ASCII.GetString(facts.Path(bytes)));
        Assert.False(facts.KeepAlive);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a.b-c_d~e:65535", true)]
    [InlineData("[::1]", true)]
    [InlineData("[2001:db8::1]:443", true)]
    [InlineData("a:", true)]
    [InlineData(":80", false)]
    [InlineData("a:123456", false)]
    [InlineData("a:8x", false)]
    [InlineData("a:80:80", false)]
    [InlineData("[::1", false)]
    [InlineData("[]", false)]
    [InlineData("[::g]", false)]
    [InlineData("[::1]x", false)]
    [InlineData("a b", false)]
    [InlineData("a,b", false)]
    [InlineData("a/b", false)]
    [InlineData("a%20b", false)]
    [InlineData("\u00e9", false)]
    public void Read_Host_IsJudged(string host, bool isValid) =>
        Assert.Equal(isValid ? HttpError.None : HttpError.BadHost, Read($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n", out _));

    [Theory]
    [InlineData("HTTP/1.1", "", true)]
    [InlineData("HTTP/1.0", "", false)]
    [InlineData("HTTP/1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("HTTP/1.1", "Connection: x, CLOSE\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: closed\r\n", true)]
    public void Read_Connection_TellsPersistence(string version, string headers, bool keepAlive)
    {
        Assert.Equal(HttpError.None, Read($"GET / {version}\r\nHost: a\r\n{headers}\r\n", out var facts));
        Assert.Equal(keepAlive, facts.KeepAlive);
    }

    [Theory]
    [InlineData("", HttpBodyKind.None, -1)]
    [InlineData("Content-Length: 0\r\n", HttpBodyKind.None, 0)]
    [InlineData("Content-Length: 999999999999999999\r\n", HttpBodyKind.Length, 999999999999999999)]
    [InlineData("content-length: 007\r\n", HttpBodyKind.Length, 7)]
    [InlineData("Transfer-Encoding: CHUNKED\r\n", HttpBodyKind.Chunked, -1)]
    public void Read_Framing_TellsBody(string headers, HttpBodyKind kind, long length)
    {
        Assert.Equal(HttpError.None, Read($"POST / HTTP/1.1\r\nHost: a\r\n{headers}\r\n", out var facts));
        Assert.Equal((kind, length), (facts.Body, facts.ContentLength));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", true)]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    [InlineData("get", false)]
    public void Read_Method_TellsIdempotence(string method, bool isIdempotent)
    {
        Read($"{method} / HTTP/1.1\r\nHost: a\r\n\r\n", out var facts);
        Assert.Equal(isIdempotent, facts.IsIdempotent);
    }

    private static HttpError Read(string text, out HttpRequestFacts facts)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var parser = new HttpRequestParser(new HttpLimits());
        Assert.Equal(HttpParseStatus.Done, parser.Parse(bytes));
        return HttpRequestReader.Read(parser.Head, bytes, new HttpLimits(), out facts);
    }
}
