using Paas.Balancing;

namespace Paas.Forwarding;

/// <summary>Writes the head that the client gets.</summary>
internal static class ResponseHeadWriter
{
    /// <param name="output">Where it goes.</param>
    /// <param name="head">What the dyno sent.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="facts">Its meaning.</param>
    /// <param name="connection">The whole <c>Connection</c> line for the client; empty for an interim response.</param>
    /// <param name="chunked">The client knows chunks.</param>
    /// <param name="newcomer">A dyno that the client gets a cookie for.</param>
    /// <param name="isTls">The cookie is for TLS only.</param>
    public static void Write(
        ByteBuffer output, HttpResponseHead head, ReadOnlySpan<byte> bytes, in HttpResponseFacts facts,
        ReadOnlySpan<byte> connection, bool chunked, RoutedDyno? newcomer, bool isTls)
    {
        output.Write("HTTP/1.1 "u8);
        output.WriteNumber(head.StatusCode);
        output.Write(" "u8);
        output.Write(head.StatusCode == 101 ? "Switching Protocols"u8 : head.Reason(bytes));
        output.Write("\r\n"u8);

        var copy = new HeaderCopy(output, bytes);
        foreach (ref readonly var header in head.Headers)
        {
            var keep = header.Kind switch
            {
                HttpHeaderKind.Connection or HttpHeaderKind.KeepAlive or HttpHeaderKind.TE or HttpHeaderKind.ProxyAuthorization
                    or HttpHeaderKind.ProxyConnection or HttpHeaderKind.ContentLength or HttpHeaderKind.TransferEncoding
                    or HttpHeaderKind.Via => false,
                HttpHeaderKind.Other or HttpHeaderKind.Cookie => !facts.HasNominated || !HttpConnectionField.Nominates(head, bytes, header.Name(bytes)),
                _ => true,
            };
            if (keep)
                copy.Keep(header);
            else
                copy.Drop();
        }
        copy.Drop();

        if (facts.IsChunked && chunked)
        {
            output.Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (facts.ContentLength >= 0)
        {
            output.Write("Content-Length: "u8);
            output.WriteNumber(facts.ContentLength);
            output.Write("\r\n"u8);
        }
        if (newcomer is not null)
            SessionAffinity.Write(output, newcomer, isTls);
        output.Write(connection);
        HeaderCopy.WriteMerged(output, head, bytes, HttpHeaderKind.Via, "Via: "u8, "1.1 heroku-router"u8);
        output.Write("\r\n"u8);
    }
}
