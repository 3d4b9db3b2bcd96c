using System.Net;
using System.Text;

namespace Paas.Errors;

/// <summary>
/// A page of the app's own in a frame over the whole window, as Heroku shows <c>ERROR_PAGE_URL</c> and
/// <c>MAINTENANCE_PAGE_URL</c> (Dev Center, "Customizing Error Pages").
/// </summary>
internal sealed class CustomPage
{
    private const int MaxLength = 2048;

    /// <summary>Makes the page of a URL that <see cref="IsUsable"/>.</summary>
    public CustomPage(string url, string title)
    {
        var source = WebUtility.HtmlEncode(url);
        Body = Encoding.UTF8.GetBytes($$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{title}}</title>
            <style>
            html,body,iframe{width:100%;height:100%;margin:0;border:0;padding:0}
            html,body{overflow:hidden}
            iframe{display:block}
            </style>
            </head>
            <body><iframe src="{{source}}" title="{{title}}"></iframe></body>
            </html>

            """);
    }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Only pages of the web are framed: an absolute http or https URL, or one without scheme (<c>//host/…</c>).</summary>
    public static bool IsUsable(string url)
    {
        if (url.Length is 0 or > MaxLength || url.AsSpan().ContainsAnyInRange('\0', ' ') || url.Contains('\\', StringComparison.Ordinal))
            return false;
        var absolute = url.StartsWith("//", StringComparison.Ordinal) ? "https:" + url : url;
        return Uri.TryCreate(absolute, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.Host.Length > 0
            && absolute.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase);
    }
}
