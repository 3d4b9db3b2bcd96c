using System.Text;

namespace Paas.Fuzzing.Reference;

/// <summary>
/// The grammar of a head, byte by byte, as plainly as it can be written. It shares nothing with the fast parser but the limits.
/// </summary>
internal static class ReferenceParser
{
    public static ParsedHead Parse(ReadOnlySpan<byte> input, bool isRequest, HttpLimits limits)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var headers = new List<string>();
        string? start = null;
        var skipped = false;
        for (var i = 0; i < input.Length; i++)
        {
            if (input[i] != '\r')
            {
                if ((input[i] < 32 && input[i] != '\t') || input[i] == 127)
                    return ParsedHead.Rejected;
                line.Append((char)input[i]);
                if (line.Length > MaxLine(start is null, isRequest, limits) || i + 1 > MaxHead(isRequest, limits))
                    return ParsedHead.Rejected;
                continue;
            }
            if (i > MaxHead(isRequest, limits))
                return ParsedHead.Rejected;
            if (i + 1 == input.Length)
                break;
            if (input[i + 1] != '\n')
                return ParsedHead.Rejected;
            i++;
            var text = line.ToString();
            line.Clear();
            if (start is null && text.Length == 0 && isRequest && !skipped && i == 1)
            {
                skipped = true;
                continue;
            }
            if (start is null)
            {
                start = isRequest ? RequestLine(text, limits) : StatusLine(text);
                if (start is null)
                    return ParsedHead.Rejected;
                continue;
            }
            if (text.Length == 0)
                return new ParsedHead(HttpParseStatus.Done, start, headers, i + 1);
            if (headers.Count == limits.MaxHeaders)
                return ParsedHead.Rejected;
            var header = Header(text, isRequest, limits);
            if (header is null)
                return ParsedHead.Rejected;
            headers.Add(header);
        }
        return ParsedHead.NeedsMore;
    }

    private static int MaxLine(bool isStart, bool isRequest, HttpLimits limits) => (isStart, isRequest) switch
    {
        (true, true) => limits.MaxRequestLine,
        (true, false) => limits.MaxStatusLine,
        (false, true) => limits.MaxRequestHeaderLine,
        (false, false) => limits.MaxResponseHeaderLine,
    };

    private static int MaxHead(bool isRequest, HttpLimits limits) => isRequest ? limits.MaxRequestHead : limits.MaxResponseHead;

    private static string? RequestLine(string line, HttpLimits limits)
    {
        var parts = line.Split(' ');
        if (parts.Length != 3 || !IsToken(parts[0]) || parts[0].Length > limits.MaxMethod || parts[1].Length == 0)
            return null;
        if (parts[1].Contains('\t', StringComparison.Ordinal) || parts[1].Contains('#', StringComparison.Ordinal))
            return null;
        return parts[2] is "HTTP/1.1" or "HTTP/1.0" ? line : null;
    }

    private static string? StatusLine(string line)
    {
        if (!line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && !line.StartsWith("HTTP/1.0 ", StringComparison.Ordinal))
            return null;
        var rest = line[9..];
        return rest.Length >= 4 && rest[0] is >= '1' and <= '9' && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2]) && rest[3] == ' ' ? line : null;
    }

    private static string? Header(string line, bool isRequest, HttpLimits limits)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || colon > limits.MaxHeaderName || !IsToken(line[..colon]))
            return null;
        var isCookie = line[..colon].Equals("set-cookie", StringComparison.OrdinalIgnoreCase);
        if (!isRequest && isCookie && line.Length > limits.MaxSetCookieLine)
            return null;
        return line[..colon] + ":" + line[(colon + 1)..].Trim(' ', '\t');
    }

    public static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
