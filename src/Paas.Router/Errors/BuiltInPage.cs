using System.Text;

namespace Paas.Errors;

/// <summary>The router's own page for a failure: small, without a script, and needing nothing from elsewhere.</summary>
internal static class BuiltInPage
{
    public static byte[] Render(RouterError error)
    {
        var (title, text) = error.Page switch
        {
            ErrorPage.NoSuchApp => ("No such app", "There's nothing here, yet."),
            ErrorPage.Maintenance => ("Offline for maintenance", "This application is undergoing maintenance right now. Please check back later."),
            ErrorPage.Certificate => ("SSL certificate error", "There is no certificate for this address. If you are the application owner, add one for it."),
            ErrorPage.BadRequest => ("Bad request", $"The request was refused: {error.Cause}."),
            _ => ("Application error", "An error occurred in the application and your page could not be served. If you are the application owner, check your logs for details."),
        };
        var code = error.Code.Length > 0 && error.Page == ErrorPage.ApplicationError ? $"<p><small>{error.Code}: {error.Description}</small></p>" : "";
        return Encoding.UTF8.GetBytes($$"""
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

            """);
    }
}
