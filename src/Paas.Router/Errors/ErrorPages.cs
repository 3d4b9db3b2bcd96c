using System.Text;

namespace Paas.Errors;

/// <summary>The answers that the router itself gives: small pages that need nothing from elsewhere.</summary>
internal static class ErrorPages
{
    /// <summary>Writes a whole response.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="error">The failure.</param>
    /// <param name="keepAlive">What the client is told about its connection.</param>
    /// <param name="withBody">False for HEAD.</param>
    /// <returns>Length of the body, sent or not.</returns>
    public static int Write(ByteBuffer output, RouterError error, bool keepAlive, bool withBody)
    {
        var body = Encoding.UTF8.GetBytes(Html(error));
        output.Write("HTTP/1.1 "u8);
        output.WriteNumber(error.Status);
        output.Write(Reason(error.Status));
        output.Write(keepAlive ? "Connection: keep-alive\r\n"u8 : "Connection: close\r\n"u8);
        if (error.Status == 405)
            output.Write("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"u8);
        output.Write("Via: 1.1 heroku-router\r\nCache-Control: no-cache, no-store\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "u8);
        output.WriteNumber(body.Length);
        output.Write("\r\n\r\n"u8);
        if (withBody)
            output.Write(body);
        return body.Length;
    }

    private static ReadOnlySpan<byte> Reason(int status) => status switch
    {
        400 => " Bad Request\r\n"u8,
        404 => " Not Found\r\n"u8,
        405 => " Method Not Allowed\r\n"u8,
        417 => " Expectation Failed\r\n"u8,
        499 => " Client Closed Request\r\n"u8,
        502 => " Bad Gateway\r\n"u8,
        505 => " HTTP Version Not Supported\r\n"u8,
        _ => " Service Unavailable\r\n"u8,
    };

    private static string Html(RouterError error)
    {
        var (title, text) = error.Page switch
        {
            ErrorPage.NoSuchApp => ("No such app", "There's nothing here, yet."),
            ErrorPage.Maintenance => ("Offline for maintenance", "This application is undergoing maintenance right now. Please check back later."),
            ErrorPage.BadRequest => ("Bad request", $"The request was refused: {error.Cause}."),
            _ => ("Application error", "An error occurred in the application and your page could not be served. If you are the application owner, check your logs for details."),
        };
        var code = error.Code.Length > 0 && error.Page == ErrorPage.ApplicationError ? $"<p><small>{error.Code}: {error.Description}</small></p>" : "";
        return $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{(error.Page == ErrorPage.ApplicationError ? "Application Error" : title)}}</title>
            <style>
            html,body{height:100%;margin:0}
            body{display:flex;align-items:center;justify-content:center;font:16px/1.5 system-ui,sans-serif;color:#333;background:#fff}
            main{max-width:34em;padding:2em;text-align:center}
            h1{font-weight:400;font-size:1.8em}
            small{color:#777}
            </style>
            </head>
            <body><main><h1>{{title}}</h1><p>{{text}}</p>{{code}}</main></body>
            </html>

            """;
    }
}
