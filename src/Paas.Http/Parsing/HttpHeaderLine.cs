namespace Paas.Parsing;

internal static class HttpHeaderLine
{
    /// <summary>
    /// Takes a line, already known to hold no control byte but tabs, apart. A folded line starts with white space and a
    /// space before the colon is no token byte, so both fail as a bad name.
    /// </summary>
    public static HttpError Parse(ReadOnlySpan<byte> input, int start, int end, int maxName, out HttpHeader header)
    {
        header = default;
        var line = input[start..end];
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return HttpError.BadHeader;
        var name = line[..colon];
        if (name.ContainsAnyExcept(HttpRules.Token))
            return HttpError.BadHeader;
        if (colon > maxName)
            return HttpError.HeaderTooLong;

        var from = colon + 1;
        var to = line.Length;
        while (from < to && line[from] is (byte)' ' or (byte)'\t')
            from++;
        while (to > from && line[to - 1] is (byte)' ' or (byte)'\t')
            to--;
        header = new HttpHeader(HttpHeaderNames.Find(name), start, colon, start + from, to - from, end + 2);
        return HttpError.None;
    }
}
