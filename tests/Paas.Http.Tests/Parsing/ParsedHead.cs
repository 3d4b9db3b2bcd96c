using System.Text;

namespace Paas.Parsing;

/// <summary>What a parser made of a head, in a form that can be compared.</summary>
internal sealed record ParsedHead(HttpParseStatus Status, string Start, List<string> Headers, int Length)
{
    public bool Equals(ParsedHead? other) =>
        other is not null && Status == other.Status && Start == other.Start && Length == other.Length && Headers.SequenceEqual(other.Headers);

    public override int GetHashCode() => Length;

    /// <summary>Gives the fast parser the bytes up to each of the ends, and then all.</summary>
    public static ParsedHead OfFastParser(byte[] input, bool isRequest, HttpLimits limits, IEnumerable<int> ends)
    {
        var request = new HttpRequestParser(limits);
        var response = new HttpResponseParser(limits);
        var status = HttpParseStatus.NeedMore;
        var available = 0;
        foreach (var end in ends.Append(input.Length))
        {
            available = end;
            status = isRequest ? request.Parse(input.AsSpan(0, end)) : response.Parse(input.AsSpan(0, end));
            if (status != HttpParseStatus.NeedMore)
                break;
        }
        if (status != HttpParseStatus.Done)
            return new ParsedHead(status, "", [], 0);

        HttpHead head = isRequest ? request.Head : response.Head;
        var bytes = input.AsSpan(0, available);
        var version = head.IsHttp11 ? "HTTP/1.1" : "HTTP/1.0";
        var start = isRequest
            ? $"{Text(request.Head.Method(bytes))} {Text(request.Head.Target(bytes))} {version}"
            : $"{version} {response.Head.StatusCode:000} {Text(response.Head.Reason(bytes))}";
        var headers = new List<string>();
        foreach (ref readonly var header in head.Headers)
            headers.Add($"{Text(header.Name(bytes))}:{Text(header.Value(bytes))}");
        return new ParsedHead(status, start, headers, head.Length);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
