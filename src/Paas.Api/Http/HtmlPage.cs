using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>A page for people. It runs no script and cannot be put into another page's frame.</summary>
internal static class HtmlPage
{
    private const string Style = "body{font:16px system-ui;max-width:24rem;margin:10vh auto;padding:0 1rem}input{display:block;width:100%;box-sizing:border-box;margin:.25rem 0 1rem;padding:.5rem}button{padding:.5rem 1rem}.problem{color:#b00020}";

    /// <param name="http">The request.</param>
    /// <param name="status">Its status.</param>
    /// <param name="title">Title and heading.</param>
    /// <param name="content">HTML below the heading.</param>
    /// <param name="leadsTo">Where its form may lead besides this host; browsers check each redirect.</param>
    public static Task WriteAsync(HttpContext http, int status, string title, string content, Uri? leadsTo = null)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'{SourceOf(leadsTo)}; frame-ancestors 'none'; base-uri 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer";
        var heading = Encode(title);
        var page = $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{heading}</title><style>{Style}</style><h1>{heading}</h1>{content}</html>";
        return response.Body.WriteAsync(Encoding.UTF8.GetBytes(page), http.RequestAborted).AsTask();
    }

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    // The policy has no notation for IPv6 addresses.
    private static string SourceOf(Uri? url) =>
        url is null ? "" : " " + (url.HostNameType == UriHostNameType.IPv6 ? url.Scheme + ":" : url.GetLeftPart(UriPartial.Authority));
}
