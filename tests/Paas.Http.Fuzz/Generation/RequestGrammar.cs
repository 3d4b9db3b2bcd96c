using System.Text;

namespace Paas.Fuzzing.Generation;

/// <summary>Requests, mostly sound, with a taste for what has been used for smuggling.</summary>
internal sealed class RequestGrammar(Random random)
{
    private readonly BodyGrammar _bodies = new(random);

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "CONNECT", "get", "M!#$%&'*+-.^_`|~1", "GE(T"];

    private static readonly string[] Targets =
        ["/", "/", "/a?b=c", "*", "http://a.test/x", "https://A.TEST", "http://b.test/", "http://a.test?q", "a.test:443", "//x", "/\u00e9", "/a#b", "/a\tb", "", "/a\"b\\c", "http://"];

    private static readonly string[] Versions = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 ", "HTTP/11"];

    private static readonly string[] Hosts =
        ["Host: a.test", "Host: a.test", "Host: a.test", "Host: a.test", "Host: A.test:80", "Host: b.test", "Host:", "Host: a.test\r\nHost: a.test", "Host : a.test", "Host: [::1]:8", "Host: a.test@b",
        "Host: a.test, b.test", "host:a.test", "Host: a.test.", "Host: a\u0000b", "H_ost: x\r\nHost: a.test", "Host: a.test/"];

    private static readonly string[] Lines =
        ["Accept: */*", "Connection: close", "Connection: keep-alive", "Connection: Upgrade\r\nUpgrade: websocket", "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AA", "Connection: upgrade",
        "Upgrade: websocket/13", "Upgrade: a b", "Connection: X-Hop, close\r\nX-Hop: 1", "Connection: Host, Content-Length", "Connection: ,, ,", "Expect: 100-continue", "Expect: 100-CONTINUE", "Expect: cake",
        "Expect:", "Expect: a b", "TE: trailers", "Keep-Alive: timeout=5", "Proxy-Connection: close", "Via: 1.0 x", "X-Forwarded-For: 1.2.3.4", "X_Forwarded_For: 6.6.6.6", "X-Forwarded_Proto: https",
        "X-Forwarded-Proto: https", "X-Forwarded-Port: 443", "X-Request-ID: 0123456789abcdef0123", "X-Request-ID: short", "X-Request-Start: 1", "Cookie: a=b; c=\"d\"", "Empty:", "V: \t a \t b \t",
        "Set-Cookie: x", "HTTP2-Settings: x", "Trailer: X-T", "Hi: \u00ff"];

    private static readonly string[] OddLines =
        ["Folded: a\r\n b", "B\u00e9d: c", "Lf: a\nb", "Cr: a\rb", "Nul: \0", "nocolon", ": noname", "Del: \u007f"];

    /// <summary>One to four requests, one behind the other.</summary>
    public byte[] Next()
    {
        var text = new StringBuilder();
        for (var i = random.OneIn(3) ? 1 + random.Next(4) : 1; i > 0; i--)
            Append(text);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private void Append(StringBuilder text)
    {
        if (random.OneIn(12))
            text.Append(random.Of<string>(["\r\n", "\r\n\r\n", "\n", " "]));
        // Odd parts are chosen seldom, so that most requests reach what lies behind the head.
        var method = random.OneIn(4) ? random.Of<string>(Methods) : random.Of<string>(["GET", "POST"]);
        text.Append(method).Append(random.OneIn(40) ? "  " : " ");
        text.Append(random.OneIn(4) ? random.Of<string>(Targets) : "/" + random.Letters(random.Next(9))).Append(' ');
        text.Append(random.OneIn(6) ? random.Of<string>(Versions) : "HTTP/1.1").Append("\r\n");
        var (lines, body) = _bodies.Next();
        var before = random.OneIn(2);
        if (before)
            text.Append(lines);
        if (!random.OneIn(30))
            text.Append(random.OneIn(6) ? random.Of<string>(Hosts) : "Host: a.test").Append("\r\n");
        for (var i = random.Next(4); i > 0; i--)
            text.Append(random.Of<string>(random.OneIn(12) ? OddLines : Lines)).Append("\r\n");
        if (!before)
            text.Append(lines);
        text.Append("\r\n").Append(body);
    }
}
