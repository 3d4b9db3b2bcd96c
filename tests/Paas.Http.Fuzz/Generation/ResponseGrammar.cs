using System.Text;

namespace Paas.Fuzzing.Generation;

/// <summary>Responses of dynos, mostly sound.</summary>
internal sealed class ResponseGrammar(Random random)
{
    private readonly BodyGrammar _bodies = new(random);

    private static readonly string[] Starts =
        ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.0 200 OK", "HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified", "HTTP/1.1 101 Switching", "HTTP/1.1 200 ", "HTTP/1.1 200", "HTTP/1.1 20x OK",
        "HTTP/1.1 99 Low", "HTTP/1.1 099 Low", "HTTP/1.1 999 High", "HTTP/2.0 200 OK", "http/1.1 200 OK", "HTTP/1.1  200 OK", "HTTP/1.1 404 Not\u00e9 Found", "HTTP/1.1 200 O\rK", "HTTP/1.1 500 a\tb", "garbage"];

    private static readonly string[] Interim =
        ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "HTTP/1.1 102 P\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 103 E\r\nTransfer-Encoding: chunked\r\n\r\n"];

    private static readonly string[] Lines =
        ["Content-Type: text/plain", "Connection: close", "Connection: keep-alive", "Connection: x-hop\r\nX-Hop: 1", "Keep-Alive: timeout=5", "Keep-Alive: timeout=1", "Set-Cookie: a=b", "Via: 1.0 app",
        "Server: s", "Upgrade: websocket", "Hi: \u00ff", "Empty:"];

    private static readonly string[] OddLines =
        ["Folded: a\r\n b", "Lf: a\nb", "Cr: a\rb", "Nul: \0", "nocolon", "A : b", "Split: a\r\n\r\nHTTP/1.1 200 OK", "TE: x"];

    /// <summary>One response, seldom with interim ones before it or surplus bytes behind it.</summary>
    public byte[] Next()
    {
        var text = new StringBuilder();
        if (random.OneIn(8))
            text.Append(random.Of<string>(Interim));
        text.Append(random.OneIn(8) ? random.Of<string>(Starts) : "HTTP/1.1 200 OK").Append("\r\n");
        var (lines, body) = _bodies.Next();
        var before = random.OneIn(2);
        if (before)
            text.Append(lines);
        for (var i = random.Next(3); i > 0; i--)
            text.Append(random.Of<string>(random.OneIn(12) ? OddLines : Lines)).Append("\r\n");
        if (!before)
            text.Append(lines);
        text.Append("\r\n").Append(body);
        if (random.OneIn(25))
            text.Append(random.OneIn(2) ? "surplus" : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
