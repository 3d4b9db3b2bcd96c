namespace Paas;

/// <summary>Parses response heads (RFC 9112 §4).</summary>
public sealed class HttpResponseParser : HttpHeadParser
{
    /// <summary>Creates a parser that refuses what exceeds <paramref name="limits"/>.</summary>
    public HttpResponseParser(HttpLimits limits) : this(new HttpResponseHead(), limits)
    {
    }

    private HttpResponseParser(HttpResponseHead head, HttpLimits limits) : base(head, limits) => Head = head;

    /// <summary>The head; complete once <see cref="Parse"/> says so.</summary>
    public HttpResponseHead Head { get; }

    private protected override int MaxStartLine => Limits.MaxStatusLine;

    private protected override int MaxHeaderLine => Limits.MaxResponseHeaderLine;

    private protected override int MaxHead => Limits.MaxResponseHead;

    private protected override HttpError StartLineError => HttpError.BadStatusLine;

    private protected override HttpError StartLineTooLong => HttpError.StatusLineTooLong;

    /// <summary>Goes on with the message whose bytes so far are <paramref name="input"/>.</summary>
    public HttpParseStatus Parse(ReadOnlySpan<byte> input) => ParseHead(input);

    // "HTTP/1.1 200 OK": the space behind the code is required, as on Heroku; the phrase may be empty (RFC 9112 §4).
    private protected override bool ParseStartLine(ReadOnlySpan<byte> input, int start, int end)
    {
        var line = input[start..end];
        if (line.Length < 13 || line[8] != ' ' || line[12] != ' ')
            return Fail(HttpError.BadStatusLine);
        if (line[..8].SequenceEqual("HTTP/1.1"u8))
            Head.IsHttp11 = true;
        else if (!line[..8].SequenceEqual("HTTP/1.0"u8))
            return Fail(HttpError.BadStatusLine);

        var (a, b, c) = (line[9] - '0', line[10] - '0', line[11] - '0');
        if (a is < 1 or > 9 || b is < 0 or > 9 || c is < 0 or > 9)
            return Fail(HttpError.BadStatusLine);
        Head.StatusCode = a * 100 + b * 10 + c;
        Head.ReasonStart = start + 13;
        Head.ReasonLength = line.Length - 13;
        return true;
    }

    private protected override HttpError CheckHeader(in HttpHeader header, int lineLength) =>
        header.Kind == HttpHeaderKind.SetCookie && lineLength > Limits.MaxSetCookieLine ? HttpError.CookieTooLong : HttpError.None;
}
