using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Paas.Api.Http;
using Paas.Api.SignIn;
using Paas.Api.Streams;

namespace Paas.Api.OAuth;

/// <summary>
/// Web application authorization: a client sends somebody's browser here, and it comes back with a code or a refusal.
/// Sources: devcenter.heroku.com/articles/oauth#web-application-authorization; RFC 6749, sections 4.1 and 10.12.
/// </summary>
/// <remarks>
/// What the page asked is sealed into its form together with a value that the browser has in a cookie; a form that another site
/// made up, or took from another browser, is refused.
/// </remarks>
internal sealed class ConsentEndpoints(IPlatform platform, CapabilityUrls seals) : IApiEndpoints
{
    private const string Path = "/oauth/authorize";
    private const string Kind = "consent";
    private const string Cookie = "paas-consent";
    private const int CookieLength = 32;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);

    public void Map(ApiRoutes routes)
    {
        routes.Open("GET", Path, ShowAsync);
        routes.Open("POST", Path, DecideAsync);
    }

    private async Task ShowAsync(HttpContext http)
    {
        var query = http.Request.Query;
        // Nothing is sent to an address that is not the client's own.
        if (await FindAsync(query["client_id"].ToString(), http) is not { } client)
            await RefuseAsync(http, "No such client is registered here.");
        else if (query["redirect_uri"].ToString() is { Length: > 0 } redirect && redirect != client.RedirectUri.OriginalString && redirect != client.RedirectUri.AbsoluteUri)
            await RefuseAsync(http, "The link leads to an address that is not the client's registered one.");
        else if (ConsentRequest.Parse(client, query, out var error) is var request && error is not null)
            Redirect(http, request.Answer("error", error));
        else
            await PageAsync(http, StatusCodes.Status200OK, request, Seal(http, request), null);
    }

    private async Task DecideAsync(HttpContext http)
    {
        var form = await SignInForm.ReadAsync(http);
        var seal = form["consent"].ToString();
        if (await OpenAsync(http, seal) is not { } request)
        {
            await RefuseAsync(http, "This form is too old, or does not come from this page. Go back to the client and begin again.");
            return;
        }

        if (form["decision"] != "allow")
        {
            Redirect(http, request.Answer("error", "access_denied"));
            return;
        }

        var result = await SignInForm.SignInAsync(http, platform, form);
        if (result.Caller is not { } caller)
            await PageAsync(http, StatusCodes.Status401Unauthorized, request, seal, SignInForm.ProblemOf(result));
        else
            Redirect(http, request.Answer("code", await platform.As(caller).Accounts.Clients.GrantAsync(request.Client.Id, request.Scopes, http.RequestAborted)));
    }

    private string Seal(HttpContext http, ConsentRequest request)
    {
        var nonce = http.Request.Cookies[Cookie] is { Length: CookieLength } known ? known : RandomNumberGenerator.GetHexString(CookieLength, lowercase: true);
        http.Response.Cookies.Append(Cookie, nonce, new CookieOptions { HttpOnly = true, IsEssential = true, MaxAge = _lifetime, Path = Path, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps });
        return seals.Seal(Kind, _lifetime, nonce, request.Client.Id.ToString(), request.Client.RedirectUri.AbsoluteUri, string.Join(' ', OAuthScopeNames.Format(request.Scopes)), Uri.EscapeDataString(request.State));
    }

    /// <summary>What this browser was asked; null for a form that is not from here, or whose client has changed since.</summary>
    private async Task<ConsentRequest?> OpenAsync(HttpContext http, string seal)
    {
        string[] parts;
        try
        {
            parts = seals.Open(Kind, seal);
        }
        catch (ApiException)
        {
            return null;
        }

        var nonce = http.Request.Cookies[Cookie] ?? "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(parts[0]))
            && await FindAsync(parts[1], http) is { } client && client.RedirectUri.AbsoluteUri == parts[2]
            && OAuthScopeNames.TryParse(parts[3].Split(' '), out var scopes)
            ? new ConsentRequest(client, scopes.Value, Uri.UnescapeDataString(parts[4]))
            : null;
    }

    private async Task<OAuthClient?> FindAsync(string client, HttpContext http)
    {
        try
        {
            return Guid.TryParse(client, out var id) ? await platform.Accounts.Clients.GetAsync(id, http.RequestAborted) : null;
        }
        catch (PaasException exception) when (exception.Id == PaasErrors.NotFound)
        {
            return null;
        }
    }

    private static Task PageAsync(HttpContext http, int status, ConsentRequest request, string seal, string? problem)
    {
        var name = HtmlPage.Encode(request.Client.Name);
        return HtmlPage.WriteAsync(http, status, "Give access", $"""
            <p><b>{name}</b> of {HtmlPage.Encode(request.Client.RedirectUri.Authority)} asks for your permission to</p>
            <ul>{string.Concat(request.Wishes.Select(static wish => $"<li>{HtmlPage.Encode(wish)}</li>"))}</ul>
            <form method="post">
            <input type="hidden" name="consent" value="{HtmlPage.Encode(seal)}">
            {SignInForm.Fields(problem)}
            <button name="decision" value="allow">Allow</button> <button name="decision" value="deny" formnovalidate>Deny</button>
            </form>
            """, request.Client.RedirectUri);
    }

    private static Task RefuseAsync(HttpContext http, string reason) =>
        HtmlPage.WriteAsync(http, StatusCodes.Status400BadRequest, "That does not work", $"<p>{HtmlPage.Encode(reason)}</p>");

    private static void Redirect(HttpContext http, string url)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = url;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
