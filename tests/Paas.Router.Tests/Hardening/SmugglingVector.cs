namespace Paas.Hardening;

/// <summary>A known way to make two servers disagree about where a request ends, or whose it is.</summary>
/// <param name="Name">What it is called in the test's name.</param>
/// <param name="Request">The bytes; a second request may hide in them.</param>
/// <param name="Status">What the client is told first.</param>
/// <param name="Forwarded">Requests that reach the dyno.</param>
public sealed record SmugglingVector(string Name, string Request, int Status, int Forwarded = 0)
{
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: app.localhost\r\n\r\n";

    /// <summary>All of them.</summary>
    public static IEnumerable<SmugglingVector> All =>
    [
        // Two framings, or one that can be read in two ways.
        Head("CL.TE", "Content-Length: 6\r\nTransfer-Encoding: chunked"),
        Head("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 6"),
        Head("TE.TE identity behind", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        Head("TE.TE identity before", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"),
        Head("TE list identity", "Transfer-Encoding: chunked, identity"),
        Head("TE list twice", "Transfer-Encoding: chunked, chunked"),
        Head("TE gzip", "Transfer-Encoding: gzip, chunked"),
        Head("TE unknown", "Transfer-Encoding: xchunked"),
        Head("TE quoted", "Transfer-Encoding: \"chunked\""),
        Head("TE parameter", "Transfer-Encoding: chunked;q=1"),
        Head("TE empty", "Transfer-Encoding:"),
        Head("TE vertical tab", "Transfer-Encoding:\vchunked"),
        Head("TE form feed", "Transfer-Encoding: \fchunked"),
        Head("TE no-break space", "Transfer-Encoding: \u00a0chunked"),
        Head("TE NUL", "Transfer-Encoding: chunked\0"),
        Head("TE bare CR", "Transfer-Encoding: chunked\rX: y"),
        Head("TE folded", "Transfer-Encoding:\r\n chunked"),
        Head("TE space before colon", "Transfer-Encoding : chunked"),
        Head("TE tab before colon", "Transfer-Encoding\t: chunked"),
        Head("TE NUL in name", "Transfer\0-Encoding: chunked"),
        Head("TE hidden behind LF", "X: y\nTransfer-Encoding: chunked"),
        Head("TE leading space", " Transfer-Encoding: chunked"),
        Head("CL sign", "Content-Length: +5"),
        Head("CL negative", "Content-Length: -5"),
        Head("CL hex", "Content-Length: 0x5"),
        Head("CL list", "Content-Length: 5,5"),
        Head("CL list with space", "Content-Length: 5, 6"),
        Head("CL space inside", "Content-Length: 5 6"),
        Head("CL fraction", "Content-Length: 5.0"),
        Head("CL exponent", "Content-Length: 5e0"),
        Head("CL empty", "Content-Length:"),
        Head("CL differing", "Content-Length: 5\r\nContent-Length: 6"),
        Head("CL overflow", "Content-Length: 18446744073709551621"),
        Head("CL Arabic digits", "Content-Length: \u0665"),
        Head("CL space before colon", "Content-Length : 5"),
        Head("CL NUL", "Content-Length: 5\0"),
        Head("CL folded", "Content-Length: 5\r\n 6"),
        // Read in one way only, and passed on in the plainest.
        new("CL same twice", "POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 2\r\nContent-Length: 02\r\n\r\nhi", 200, 1),
        new("CL spaces around", "POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: \t 2 \t\r\n\r\nhi", 200, 1),
        new("CL underscore", "POST / HTTP/1.1\r\nHost: app.localhost\r\nContent_Length: 50\r\nContent-Length: 2\r\n\r\nhi", 200, 1),
        new("TE underscore", "POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer_Encoding: chunked\r\nContent-Length: 2\r\n\r\nhi", 200, 1),
        new("forwarded underscore", "GET / HTTP/1.1\r\nHost: app.localhost\r\nX_Forwarded-For: 6.6.6.6\r\nX_FORWARDED_PROTO: https\r\n\r\n", 200, 1),
        new("CL nominated", "POST / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Content-Length, Host\r\nContent-Length: 2\r\n\r\nhi", 200, 1),
        new("TE capitals", "POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: CHUNKED\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 200, 1),
        new("pipelined", "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n" + Hidden, 200, 2),
        new("GET with body", "GET / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: " + Hidden.Length + "\r\n\r\n" + Hidden, 200, 1),
        new("h2c", "GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n", 200, 1),
        // Old versions, odd starts, odd ends.
        new("TE in 1.0", "POST / HTTP/1.0\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Hidden, 400),
        new("0.9", "GET /\r\n\r\n" + Hidden, 400),
        new("version 1.2", "GET / HTTP/1.2\r\nHost: app.localhost\r\n\r\n" + Hidden, 505),
        new("version of its own", "GET / HTTP/1.1x\r\nHost: app.localhost\r\n\r\n" + Hidden, 400),
        new("LF only", "GET / HTTP/1.1\nHost: app.localhost\n\n" + Hidden, 400),
        new("LF ends head", "GET / HTTP/1.1\r\nHost: app.localhost\r\n\n" + Hidden, 400),
        new("CR ends line", "GET / HTTP/1.1\rHost: app.localhost\r\r" + Hidden, 400),
        new("CR CR LF", "GET / HTTP/1.1\r\nHost: app.localhost\r\r\n\r\n" + Hidden, 400),
        new("empty lines", "\r\n\r\n\r\n" + Hidden, 400),
        new("header before the first", "GET / HTTP/1.1\r\n Host: app.localhost\r\n\r\n" + Hidden, 400),
        new("space in target", "GET / HTTP/1.1 HTTP/1.1\r\nHost: app.localhost\r\n\r\n", 400),
        new("CR in target", "GET /\rx HTTP/1.1\r\nHost: app.localhost\r\n\r\n", 400),
        // Whose request it is.
        new("Host twice", "GET / HTTP/1.1\r\nHost: app.localhost\r\nHost: other.localhost\r\n\r\n" + Hidden, 400),
        new("Host same twice", "GET / HTTP/1.1\r\nHost: app.localhost\r\nhost: app.localhost\r\n\r\n" + Hidden, 400),
        new("Host list", "GET / HTTP/1.1\r\nHost: app.localhost, other.localhost\r\n\r\n" + Hidden, 400),
        new("Host user info", "GET / HTTP/1.1\r\nHost: app.localhost@other\r\n\r\n" + Hidden, 400),
        new("Host space", "GET / HTTP/1.1\r\nHost: app.localhost x\r\n\r\n" + Hidden, 400),
        new("Host space before colon", "GET / HTTP/1.1\r\nHost : app.localhost\r\n\r\n" + Hidden, 400),
        new("Host missing", "GET / HTTP/1.1\r\nX: y\r\n\r\n" + Hidden, 400),
        new("absolute against Host", "GET http://other.localhost/ HTTP/1.1\r\nHost: app.localhost\r\n\r\n" + Hidden, 400),
        new("absolute with user info", "GET http://app.localhost@other/ HTTP/1.1\r\nHost: app.localhost\r\n\r\n" + Hidden, 400),
        new("absolute other scheme", "GET gopher://app.localhost/ HTTP/1.1\r\nHost: app.localhost\r\n\r\n" + Hidden, 400),
        new("CONNECT", "CONNECT app.localhost:80 HTTP/1.1\r\nHost: app.localhost\r\n\r\n" + Hidden, 405),
        // Chunks. The dyno has got the head by then, and is broken off.
        Chunk("size overflow", "10000000000000002\r\nhi\r\n0\r\n\r\n"),
        Chunk("size sign", "+2\r\nhi\r\n0\r\n\r\n"),
        Chunk("size hex prefix", "0x2\r\nhi\r\n0\r\n\r\n"),
        Chunk("size space", "2 \r\nhi\r\n0\r\n\r\n"),
        Chunk("size underscore", "1_0\r\nhi\r\n0\r\n\r\n"),
        Chunk("size empty", "\r\nhi\r\n0\r\n\r\n"),
        Chunk("size LF", "2\nhi\n0\n\n"),
        Chunk("data longer", "2\r\nhid\r\n0\r\n\r\n"),
        Chunk("data end other", "2\r\nhixx0\r\n\r\n"),
        Chunk("data end LF", "2\r\nhi\n0\r\n\r\n"),
        Chunk("extension LF", "2;a\nb\r\nhi\r\n0\r\n\r\n"),
        Chunk("extension CR", "2;a\rb\r\nhi\r\n0\r\n\r\n"),
        Chunk("extension long", "2;" + new string('a', 1023) + "\r\nhi\r\n0\r\n\r\n"),
        Chunk("trailer folded", "0\r\nA: b\r\n c\r\n\r\n"),
        Chunk("trailer no colon", "0\r\nA\r\n\r\n"),
        Chunk("trailer LF", "0\r\nA: b\n\r\n"),
        Chunk("trailers long", "0\r\n" + string.Concat(Enumerable.Repeat("A: " + new string('b', 8000) + "\r\n", 9)) + "\r\n"),
        new("chunk extensions", "POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b;c\"\r\nhi\r\n0;z\r\n\r\n", 200, 1),
        new("trailer framing", "POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nHost: x\r\n"
            + "Content_Length: 5\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n", 200, 1),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;

    // "abcde" is a body of five; behind it, or at once, lies a request that must not be found.
    private static SmugglingVector Head(string name, string fields) =>
        new(name, $"POST / HTTP/1.1\r\nHost: app.localhost\r\n{fields}\r\n\r\n0\r\n\r\n{Hidden}", 400);

    private static SmugglingVector Chunk(string name, string chunks) =>
        new("chunk " + name, $"POST / HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}{Hidden}", 400);
}
