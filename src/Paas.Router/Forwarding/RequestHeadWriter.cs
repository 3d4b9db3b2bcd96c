using Paas.Telemetry;

namespace Paas.Forwarding;

/// <summary>Writes the head that the dyno gets (Dev Center, "HTTP Routing", "Heroku headers").</summary>
internal static class RequestHeadWriter
{
    public static void Write(
        ByteBuffer output, HttpRequestHead head, ReadOnlySpan<byte> bytes, in HttpRequestFacts facts,
        ClientFacts client, ReadOnlySpan<byte> requestId, long startedAt, bool trustForwardedProto,
        RequestTrace? trace)
    {
        output.Write(head.Method(bytes));
        output.Write(" "u8);
        var path = facts.Path(bytes);
        output.Write(path.IsEmpty ? "/"u8 : path);
        output.Write(" HTTP/1.1\r\n"u8);

        var hasProto = false;
        var hasPort = false;
        var copy = new HeaderCopy(output, bytes);
        foreach (ref readonly var header in head.Headers)
        {
            var keep = header.Kind switch
            {
                HttpHeaderKind.Other => (!facts.HasNominated || !HttpConnectionField.Nominates(head, bytes, header.Name(bytes)))
                    && (trace is null || !TraceHeaders.IsOne(header.Name(bytes))),
                HttpHeaderKind.Host or HttpHeaderKind.SetCookie => true,
                HttpHeaderKind.Upgrade => facts.Upgrade,
                HttpHeaderKind.XForwardedFor => client.Address.Length == 0,
                HttpHeaderKind.XForwardedProto => trustForwardedProto && !hasProto,
                HttpHeaderKind.XForwardedPort => trustForwardedProto && !hasPort,
                _ => false,
            };
            if (keep)
                copy.Keep(header);
            else
                copy.Drop();
            hasProto |= keep && header.Kind == HttpHeaderKind.XForwardedProto;
            hasPort |= keep && header.Kind == HttpHeaderKind.XForwardedPort;
        }
        copy.Drop();

        output.Write(facts.Upgrade ? "Connection: Upgrade\r\n"u8 : "Connection: keep-alive\r\n"u8);
        if (facts.Body == HttpBodyKind.Chunked)
        {
            output.Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (facts.ContentLength >= 0)
        {
            output.Write("Content-Length: "u8);
            output.WriteNumber(facts.ContentLength);
            output.Write("\r\n"u8);
        }
        if (client.Address.Length > 0)
            HeaderCopy.WriteMerged(output, head, bytes, HttpHeaderKind.XForwardedFor, "X-Forwarded-For: "u8, client.Address);
        if (!hasProto)
            output.Write(client.IsTls ? "X-Forwarded-Proto: https\r\n"u8 : "X-Forwarded-Proto: http\r\n"u8);
        if (!hasPort && client.Port.Length > 0)
        {
            output.Write("X-Forwarded-Port: "u8);
            output.Write(client.Port);
            output.Write("\r\n"u8);
        }
        output.Write("X-Request-ID: "u8);
        output.Write(requestId);
        output.Write("\r\nX-Request-Start: "u8);
        output.WriteNumber(startedAt);
        output.Write("\r\n"u8);
        HeaderCopy.WriteMerged(output, head, bytes, HttpHeaderKind.Via, "Via: "u8, client.IsHttp2 ? "2.0 heroku-router"u8 : "1.1 heroku-router"u8);
        trace?.WriteHeaders(output);
        output.Write("\r\n"u8);
    }
}
