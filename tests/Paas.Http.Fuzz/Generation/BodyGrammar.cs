using System.Globalization;
using System.Text;

namespace Paas.Fuzzing.Generation;

/// <summary>Bodies with framings that fit, and sometimes do not.</summary>
internal sealed class BodyGrammar(Random random)
{
    private static readonly string[] Lengths =
        ["Content-Length: +5", "Content-Length: 0x5", "Content-Length: 5,5", "Content-Length: 5, 5", "Content-Length:", "Content-Length: -1",
        "Content-Length: 5 ", "Content-Length:\t5", "content-length: 05", "Content-Length: 99999999999999999999", "Content_Length: 7",
        "Content-Length : 5", "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\ncontent-length: 5", " Content-Length: 5"];

    private static readonly string[] Codings =
        ["Transfer-Encoding: identity", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: Chunked", "Transfer-Encoding:chunked", "Transfer-Encoding:\tchunked", "Transfer-Encoding:\vchunked", "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding:",
        "Transfer_Encoding: chunked", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked;q=1", "X: y\nTransfer-Encoding: chunked",
        "Transfer-Encoding\0: chunked", "Transfer-Encoding:\r\n chunked"];

    private static readonly string[] Extensions = [";a", ";a=b", ";a=\"b;c\"", "; a = b", ";", " ;a", ";\u00ff", ";a\n", ";a\rb"];

    private static readonly string[] Trailers =
        ["X-T: 1", "Host: evil.test", "Content-Length: 3", "Transfer-Encoding: chunked", "Content_Length: 3", "Connection: close", "A : b", " folded", "nocolon",
        "X-Forwarded-For: 6.6.6.6", "Via: x", "T:"];

    /// <summary>Lines of the head, each with its end, and the body that follows.</summary>
    public (string Lines, string Body) Next()
    {
        switch (random.Next(14))
        {
            case <= 3:
                return ("", "");
            case <= 7:
                var text = random.Letters(random.OneIn(20) ? random.Next(5000) : random.Next(30));
                return ($"Content-Length: {text.Length}\r\n", text);
            case <= 11:
                return ("Transfer-Encoding: chunked\r\n", Chunks());
            case 12:
                return (random.Of<string>(random.OneIn(2) ? Lengths : Codings) + "\r\n", random.OneIn(2) ? "abcde" : Chunks());
            default:
                return (random.Of<string>(Lengths) + "\r\n" + random.Of<string>(Codings) + "\r\n", Chunks());
        }
    }

    public string Chunks()
    {
        var text = new StringBuilder();
        for (var i = random.Next(4); i > 0; i--)
        {
            var data = random.Letters(random.OneIn(20) ? random.Next(3000) : 1 + random.Next(20));
            text.Append(data.Length.ToString(random.Of<string>(["x", "X", "x4"]), CultureInfo.InvariantCulture));
            if (random.OneIn(4))
                text.Append(random.Of<string>(Extensions));
            text.Append("\r\n").Append(data).Append("\r\n");
        }
        text.Append(random.OneIn(10) ? "000" : "0").Append("\r\n");
        for (var i = random.OneIn(3) ? random.Next(4) : 0; i > 0; i--)
            text.Append(random.Of<string>(Trailers)).Append("\r\n");
        return text.Append("\r\n").ToString();
    }
}
