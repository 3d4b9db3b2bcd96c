using Paas.Parsing;

namespace Paas;

/// <summary>Reads the meaning of a response head.</summary>
public static class HttpResponseReader
{
    /// <summary>Fills <paramref name="facts"/> and returns what is wrong with the response.</summary>
    /// <param name="head">The parsed head.</param>
    /// <param name="bytes">The bytes it was parsed from.</param>
    /// <param name="toHead">The request was HEAD: no body follows, whatever the head says.</param>
    /// <param name="limits">Tells whether a length beside chunked is let through.</param>
    /// <param name="facts">The meaning.</param>
    public static HttpError Read(
        HttpResponseHead head, ReadOnlySpan<byte> bytes, bool toHead, HttpLimits limits, out HttpResponseFacts facts)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(limits);
        facts = new HttpResponseFacts { KeepAliveSeconds = -1 };
        var connection = new ConnectionTokens();
        var lengths = new ContentLengths();
        var chunked = false;
        foreach (ref readonly var header in head.Headers)
        {
            var value = header.Value(bytes);
            switch (header.Kind)
            {
                case HttpHeaderKind.Connection when !connection.Read(value):
                    return HttpError.BadHeader;
                case HttpHeaderKind.ContentLength when !lengths.Read(value):
                    return HttpError.BadContentLength;
                case HttpHeaderKind.TransferEncoding:
                    // RFC 9112 §6.1: of a 1.0 server the coding is faulty framing.
                    if (chunked || !head.IsHttp11 || !HttpTokens.Is(value, "chunked"u8))
                        return HttpError.BadTransferEncoding;
                    chunked = true;
                    break;
                case HttpHeaderKind.KeepAlive:
                    facts.KeepAliveSeconds = ReadTimeout(value);
                    break;
            }
        }
        if (chunked && lengths.IsPresent && !limits.AllowContentLengthWithChunked)
            return HttpError.BadContentLength;

        // RFC 9110 §8.6, RFC 9112 §6.1: these have no framing at all, so a client must not find any; what the server may
        // send behind it all the same belongs to no response.
        var unframed = head.StatusCode is < 200 or 204;
        var bodiless = toHead || unframed || head.StatusCode == 304;
        facts.ContentLength = chunked || unframed ? -1 : lengths.Value;
        facts.IsChunked = chunked && !unframed;
        facts.Body = bodiless ? HttpBodyKind.None
            : chunked ? HttpBodyKind.Chunked
            : lengths.IsPresent ? (lengths.Value == 0 ? HttpBodyKind.None : HttpBodyKind.Length)
            : HttpBodyKind.UntilClose;
        facts.KeepAlive = connection.Persists(head.IsHttp11) && facts.Body != HttpBodyKind.UntilClose
            && !(chunked && lengths.IsPresent) && !(unframed && (chunked || lengths.Value > 0));
        facts.HasNominated = connection.Nominated;
        return HttpError.None;
    }

    private static int ReadTimeout(ReadOnlySpan<byte> value)
    {
        while (HttpTokens.TryTake(ref value, out var parameter))
        {
            if (parameter.Length > 8 && HttpTokens.Is(parameter[..8], "timeout="u8)
                && System.Buffers.Text.Utf8Parser.TryParse(parameter[8..], out int seconds, out var read)
                && read == parameter.Length - 8 && seconds >= 0)
            {
                return seconds;
            }
        }
        return -1;
    }
}
