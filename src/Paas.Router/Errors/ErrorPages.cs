namespace Paas.Errors;

/// <summary>The answers that the router itself gives. Bodies are made once; an overloaded app costs a copy per answer.</summary>
internal static class ErrorPages
{
    /// <summary>Writes a whole response.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="error">The failure.</param>
    /// <param name="keepAlive">What the client is told about its connection.</param>
    /// <param name="withBody">False for HEAD.</param>
    /// <param name="custom">The app's own page, if it has one for this failure.</param>
    public static void Write(ByteBuffer output, RouterError error, bool keepAlive, bool withBody, CustomPage? custom = null)
    {
        var body = custom is null ? error.Body.Span : custom.Body.Span;
        output.Write("HTTP/1.1 "u8);
        output.WriteNumber(error.Status);
        output.Write(Reason(error.Status));
        output.Write(keepAlive ? "Connection: keep-alive\r\n"u8 : "Connection: close\r\n"u8);
        if (error.Status == 405)
            output.Write("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"u8);
        output.Write("Via: 1.1 heroku-router\r\nCache-Control: no-cache, no-store\r\nContent-Type: text/html; charset=utf-8\r\n"u8);
        // The pages run nothing: whatever a page of an app's own brings stays in its frame.
        output.Write(custom is null
            ? "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nContent-Length: "u8
            : "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-src http: https:\r\nContent-Length: "u8);
        output.WriteNumber(body.Length);
        output.Write("\r\n\r\n"u8);
        if (withBody)
            output.Write(body);
    }

    private static ReadOnlySpan<byte> Reason(int status) => status switch
    {
        400 => " Bad Request\r\n"u8,
        404 => " Not Found\r\n"u8,
        405 => " Method Not Allowed\r\n"u8,
        417 => " Expectation Failed\r\n"u8,
        421 => " Misdirected Request\r\n"u8,
        495 => " SSL Certificate Error\r\n"u8,
        499 => " Client Closed Request\r\n"u8,
        502 => " Bad Gateway\r\n"u8,
        505 => " HTTP Version Not Supported\r\n"u8,
        _ => " Service Unavailable\r\n"u8,
    };
}
