using Microsoft.AspNetCore.Http;
using Paas.Api.Http;

namespace Paas.Api.SignIn;

/// <summary>
/// E-mail address, password and second factor in a form. Pages ask for them each time, so that there is no session in the
/// browser that another page could misuse.
/// </summary>
internal static class SignInForm
{
    private const int MaxSize = 16 * 1024;

    /// <summary>The fields, below what was wrong with the last attempt.</summary>
    public static string Fields(string? problem) => $"""
        {(problem is null ? "" : $"<p class=\"problem\">{HtmlPage.Encode(problem)}</p>")}
        <label>E-mail <input name="email" type="email" autocomplete="username" required></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <label>Code of your authenticator app, if you use one <input name="code" inputmode="numeric" autocomplete="one-time-code"></label>
        """;

    /// <exception cref="ApiException">400: no form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= MaxSize)
            throw ApiException.BadRequest("A form was expected.");
        return await http.Request.ReadFormAsync(http.RequestAborted);
    }

    public static Task<SignInResult> SignInAsync(HttpContext http, IPlatform platform, IFormCollection form) =>
        platform.Accounts.SignIn.WithPasswordAsync(new PasswordSignIn(form["email"].ToString(), form["password"].ToString())
        {
            SecondFactor = form["code"].ToString() is { Length: > 0 } code ? code : null,
            Address = http.Connection.RemoteIpAddress?.ToString(),
            RequestId = http.Response.Headers["Request-Id"].ToString(),
        }, http.RequestAborted);

    /// <summary>What to tell somebody who is not signed in.</summary>
    public static string ProblemOf(SignInResult result) => result.Outcome switch
    {
        SignInOutcome.SecondFactorNeeded => "The code of your authenticator app is missing or wrong.",
        SignInOutcome.LockedOut => "There were too many wrong attempts. Wait a while.",
        _ => "E-mail address or password is wrong.",
    };
}
