using Paas.Parsing;

namespace Paas;

/// <summary>Parses request heads (RFC 9112 §3).</summary>
public sealed class HttpRequestParser : HttpHeadParser
{
    /// <summary>Creates a parser that refuses what exceeds <paramref name="limits"/>.</summary>
    public HttpRequestParser(HttpLimits limits) : this(new HttpRequestHead(), limits)
    {
    }

    private HttpRequestParser(HttpRequestHead head, HttpLimits limits) : base(head, limits) => Head = head;

    /// <summary>The head; complete once <see cref="Parse"/> says so.</summary>
    public HttpRequestHead Head { get; }

    private protected override int MaxStartLine => Limits.MaxRequestLine;

    private protected override int MaxHeaderLine => Limits.MaxRequestHeaderLine;

    private protected override int MaxHead => Limits.MaxRequestHead;

    private protected override HttpError StartLineError => HttpError.BadRequestLine;

    private protected override HttpError StartLineTooLong => HttpError.RequestLineTooLong;

    private protected override bool SkipsEmptyLine => true;

    /// <summary>Goes on with the message whose bytes so far are <paramref name="input"/>.</summary>
    public HttpParseStatus Parse(ReadOnlySpan<byte> input) => ParseHead(input);

    private protected override bool ParseStartLine(ReadOnlySpan<byte> input, int start, int end)
    {
        const int VersionLength = 8;
        var line = input[start..end];
        var methodLength = line.IndexOf((byte)' ');
        var targetEnd = line.Length - VersionLength - 1;
        if (methodLength <= 0 || targetEnd <= methodLength + 1 || line[targetEnd] != ' ')
            return Fail(HttpError.BadRequestLine);
        if (methodLength > Limits.MaxMethod || !HttpRules.IsToken(line[..methodLength]))
            return Fail(HttpError.BadRequestLine);
        if (line[(methodLength + 1)..targetEnd].ContainsAny(HttpRules.NotTarget))
            return Fail(HttpError.BadRequestLine);

        var version = line[(targetEnd + 1)..];
        if (version.SequenceEqual("HTTP/1.1"u8))
            Head.IsHttp11 = true;
        else if (!version.SequenceEqual("HTTP/1.0"u8))
            return Fail(IsVersion(version) ? HttpError.UnsupportedVersion : HttpError.BadRequestLine);

        Head.MethodStart = start;
        Head.MethodLength = methodLength;
        Head.TargetStart = start + methodLength + 1;
        Head.TargetLength = targetEnd - methodLength - 1;
        return true;
    }

    private static bool IsVersion(ReadOnlySpan<byte> version) =>
        version.StartsWith("HTTP/"u8) && char.IsAsciiDigit((char)version[5]) && version[6] == '.' && char.IsAsciiDigit((char)version[7]);
}
