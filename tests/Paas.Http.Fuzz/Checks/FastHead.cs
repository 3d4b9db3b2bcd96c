using System.Text;
using Paas.Fuzzing.Reference;

namespace Paas.Fuzzing.Checks;

/// <summary>The fast parsers, with what they found in the form of the reference.</summary>
internal static class FastHead
{
    /// <summary>Gives the parser the bytes up to each of the ends, and then all.</summary>
    public static ParsedHead Parse(byte[] input, bool isRequest, HttpLimits limits, IEnumerable<int> ends) =>
        isRequest ? ParseRequest(input, limits, ends, out _) : ParseResponse(input, toHead: false, limits, ends, out _);

    public static ParsedHead ParseRequest(byte[] input, HttpLimits limits, IEnumerable<int> ends, out ReferenceFacts? facts)
    {
        var parser = new HttpRequestParser(limits);
        var status = HttpParseStatus.NeedMore;
        ReadOnlySpan<byte> bytes = [];
        facts = null;
        foreach (var end in ends.Append(input.Length))
        {
            bytes = input.AsSpan(0, end);
            status = parser.Parse(bytes);
            if (status != HttpParseStatus.NeedMore)
                break;
        }
        if (status != HttpParseStatus.Done)
            return status == HttpParseStatus.Rejected ? ParsedHead.Rejected : ParsedHead.NeedsMore;

        var head = parser.Head;
        facts = HttpRequestReader.Read(head, bytes, limits, out var read) != HttpError.None ? ReferenceFacts.Refused : new ReferenceFacts(
            true, read.Body, read.ContentLength, read.KeepAlive, read.Upgrade, read.ExpectContinue, read.HasNominated,
            Text(read.Host(bytes)), Text(read.Path(bytes)));
        return Describe(head, bytes, $"{Text(head.Method(bytes))} {Text(head.Target(bytes))} {Version(head)}");
    }

    public static ParsedHead ParseResponse(byte[] input, bool toHead, HttpLimits limits, IEnumerable<int> ends, out ReferenceFacts? facts)
    {
        var parser = new HttpResponseParser(limits);
        var status = HttpParseStatus.NeedMore;
        ReadOnlySpan<byte> bytes = [];
        facts = null;
        foreach (var end in ends.Append(input.Length))
        {
            bytes = input.AsSpan(0, end);
            status = parser.Parse(bytes);
            if (status != HttpParseStatus.NeedMore)
                break;
        }
        if (status != HttpParseStatus.Done)
            return status == HttpParseStatus.Rejected ? ParsedHead.Rejected : ParsedHead.NeedsMore;

        var head = parser.Head;
        facts = HttpResponseReader.Read(head, bytes, toHead, limits, out var read) != HttpError.None ? ReferenceFacts.Refused : new ReferenceFacts(
            true, read.Body, read.ContentLength, read.KeepAlive, Nominated: read.HasNominated);
        return Describe(head, bytes, $"{Version(head)} {head.StatusCode:000} {Text(head.Reason(bytes))}");
    }

    private static ParsedHead Describe(HttpHead head, ReadOnlySpan<byte> bytes, string start)
    {
        var headers = new List<string>();
        foreach (ref readonly var header in head.Headers)
            headers.Add($"{Text(header.Name(bytes))}:{Text(header.Value(bytes))}");
        return new ParsedHead(HttpParseStatus.Done, start, headers, head.Length);
    }

    private static string Version(HttpHead head) => head.IsHttp11 ? "HTTP/1.1" : "HTTP/1.0";

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
