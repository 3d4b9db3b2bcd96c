using System.Globalization;

namespace Paas.Fuzzing.Reference;

/// <summary>The meaning of a response head (RFC 9112 §6.3).</summary>
internal static class ReferenceResponse
{
    public static ReferenceFacts Read(ParsedHead head, bool toHead)
    {
        var isHttp11 = head.Start.StartsWith("HTTP/1.1", StringComparison.Ordinal);
        var status = Status(head);
        if (ReferenceFields.ContentLength(head) is not { } length || ReferenceFields.IsChunked(head, isHttp11) is not { } chunked
            || (chunked && length >= 0) || ReferenceFields.Connection(head) is not { } connection)
        {
            return ReferenceFacts.Refused;
        }
        var hasFraming = status is >= 200 and not 204;
        var hasBody = hasFraming && status != 304 && !toHead;
        var body = !hasBody ? HttpBodyKind.None
            : chunked ? HttpBodyKind.Chunked
            : length > 0 ? HttpBodyKind.Length
            : length == 0 ? HttpBodyKind.None
            : HttpBodyKind.UntilClose;
        var surplus = !hasFraming && (chunked || length > 0);
        return new ReferenceFacts(
            true, body, chunked || !hasFraming ? -1 : length,
            ReferenceFields.Persists(connection, isHttp11) && body != HttpBodyKind.UntilClose && !surplus,
            Nominated: ReferenceFields.Nominates(connection));
    }

    public static int Status(ParsedHead head) => int.Parse(head.Start.AsSpan(9, 3), CultureInfo.InvariantCulture);
}
