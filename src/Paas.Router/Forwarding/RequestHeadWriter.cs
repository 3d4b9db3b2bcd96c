using Paas.Telemetry;

namespace Paas.Forwarding;

/// <summary>Writes the head that the dyno gets (Dev Center, "HTTP Routing", "Heroku headers").</summary>
internal static class RequestHeadWriter
{
    // Heroku's own name from the days when its routers had a queue; what measures apps still reads it.
    private static ReadOnlySpan<byte> QueueTimeName => "X-Heroku-Queue-Wait-Time"u8;

    /// <summary>Writes a finished head with the time that the request was queued, in milliseconds.</summary>
    public static void WriteQueued(ByteBuffer output, ReadOnlySpan<byte> head, long queueTime)
    {
        output.Write(head[..^2]);
        output.Write(QueueTimeName);
        output.Write(": "u8);
        output.WriteNumber(queueTime);
        output.Write("\r\n\r\n"u8);
    }

    public static void Write(
        ByteBuffer output, HttpRequestHead head, ReadOnlySpan<byte> bytes, in HttpRequestFacts facts,
        ClientFacts client, ReadOnlySpan<byte> requestId, long startedAt, bool trustForwardedProto,
        RouteSettings settings, RequestTrace? trace)
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
                // A client cannot tell how long it waited.
                HttpHeaderKind.Other when header.NameLength == QueueTimeName.Length && IsQueueTime(header.Name(bytes)) => false,
                HttpHeaderKind.Other or HttpHeaderKind.Cookie =>
                    (!facts.HasNominated || !HttpConnectionField.Nominates(head, bytes, header.Name(bytes)))
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

        output.Write(
            facts.Upgrade ? "Connection: Upgrade\r\n"u8
            : settings.DisableDynoKeepAlive ? "Connection: close\r\n"u8
            : "Connection: keep-alive\r\n"u8);
        if (facts.ExpectContinue && settings.EndToEndContinue)
            output.Write("Expect: 100-continue\r\n"u8);
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

    private static bool IsQueueTime(ReadOnlySpan<byte> name) => System.Text.Ascii.EqualsIgnoreCase(name, QueueTimeName);
}
