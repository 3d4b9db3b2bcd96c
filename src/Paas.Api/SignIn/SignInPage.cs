using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Paas.Api.SignIn;

/// <summary>The page on which somebody approves a sign-in. It runs no script and cannot be put into another page's frame.</summary>
internal static class SignInPage
{
    private const string Style = "body{font:16px system-ui;max-width:24rem;margin:10vh auto;padding:0 1rem}input{display:block;width:100%;box-sizing:border-box;margin:.25rem 0 1rem;padding:.5rem}button{padding:.5rem 1rem}.problem{color:#b00020}";

    public static string Form(BrowserSignIn waiting, string? problem)
    {
        var (description, address) = (Encode(waiting.Description), Encode(waiting.Address ?? "an unknown address"));
        return $"""
            <h1>Log in</h1>
            <p><b>{description}</b>, calling from {address}, wants to act as you. Approve only what you began yourself.</p>
            {(problem is null ? "" : $"<p class=\"problem\">{Encode(problem)}</p>")}
            <form method="post">
            <label>E-mail <input name="email" type="email" autocomplete="username" required></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            <label>Code of your authenticator app, if you use one <input name="code" inputmode="numeric" autocomplete="one-time-code"></label>
            <button name="decision" value="approve">Log in</button> <button name="decision" value="decline">Decline</button>
            </form>
            """;
    }

    public static string Done(bool approved) =>
        approved ? "<h1>Logged in</h1><p>You can close this page and go back to the command line.</p>" : "<h1>Declined</h1><p>Nobody was logged in.</p>";

    public static Task WriteAsync(HttpContext http, int status, string content)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer";
        var page = $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Log in</title><style>{Style}</style>{content}</html>";
        return response.Body.WriteAsync(Encoding.UTF8.GetBytes(page), http.RequestAborted).AsTask();
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
