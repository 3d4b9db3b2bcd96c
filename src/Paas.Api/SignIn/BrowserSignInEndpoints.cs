using Microsoft.AspNetCore.Http;
using Paas.Api.Access;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.SignIn;

/// <summary>
/// <c>heroku login</c>: the client begins, opens a page in a browser, and waits. The page asks for e-mail, password and second
/// factor itself, so that no session in the browser can be misused.
/// </summary>
internal sealed class BrowserSignInEndpoints(IPlatform platform) : IApiEndpoints
{
    // Shorter than the minute after which the client gives up a request; it comes back with the next one.
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(50);
    private const int MaxFormSize = 16 * 1024;

    public void Map(ApiRoutes routes)
    {
        routes.Open("POST", "/auth", BeginAsync);
        routes.Open("GET", "/auth/cli/{id}", WaitAsync);
        routes.Open("GET", "/auth/browser/{id}", http => PageAsync(http, StatusCodes.Status200OK, null));
        routes.Open("POST", "/auth/browser/{id}", DecideAsync);
    }

    private async Task BeginAsync(HttpContext http)
    {
        var body = await ApiCall.ReadAsync(http, ApiJson.Default.BrowserSignInRequest);
        var begun = await platform.Accounts.SignIn.BeginInBrowserAsync(body.Description ?? "Heroku CLI login", http.Connection.RemoteIpAddress?.ToString(), http.RequestAborted);
        await ApiAnswer.Ok(new BrowserSignInBody($"/auth/browser/{begun.Id}", $"/auth/cli/{begun.Id}", begun.Secret!), ApiJson.Default.BrowserSignInBody).WriteAsync(http);
    }

    private async Task WaitAsync(HttpContext http)
    {
        var secret = Credentials.Parse(http.Request.Headers.Authorization.ToString())?.Secret ?? throw ApiException.Unauthorized("The secret of the sign-in is missing.");
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        waiting.CancelAfter(_wait);
        try
        {
            var authorization = await platform.Accounts.SignIn.WaitInBrowserAsync(IdOf(http), secret, waiting.Token);
            await ApiAnswer.Ok(new BrowserSignInResult(authorization.AccessToken, null), ApiJson.Default.BrowserSignInResult).WriteAsync(http);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, PaasErrors.Unavailable, "Nobody has decided yet; ask again.");
        }
        catch (PaasException exception) when (exception.Id == PaasErrors.Forbidden)
        {
            await ApiAnswer.Ok(new BrowserSignInResult(null, exception.Message), ApiJson.Default.BrowserSignInResult).WriteAsync(http);
        }
    }

    private async Task DecideAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= MaxFormSize)
            throw ApiException.BadRequest("A form was expected.");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var code = form["code"].ToString();
        var result = await platform.Accounts.SignIn.WithPasswordAsync(new PasswordSignIn(form["email"].ToString(), form["password"].ToString())
        {
            SecondFactor = code.Length > 0 ? code : null,
            Address = http.Connection.RemoteIpAddress?.ToString(),
            RequestId = http.Response.Headers["Request-Id"].ToString(),
        }, http.RequestAborted);
        if (result.Caller is not { } caller)
        {
            await PageAsync(http, StatusCodes.Status401Unauthorized, result.Outcome switch
            {
                SignInOutcome.SecondFactorNeeded => "The code of your authenticator app is missing or wrong.",
                SignInOutcome.LockedOut => "There were too many wrong attempts. Wait a while.",
                _ => "E-mail address or password is wrong.",
            });
            return;
        }

        var approve = form["decision"] == "approve";
        await platform.As(caller).Accounts.SignIn.DecideInBrowserAsync(IdOf(http), approve, http.RequestAborted);
        await SignInPage.WriteAsync(http, StatusCodes.Status200OK, SignInPage.Done(approve));
    }

    private async Task PageAsync(HttpContext http, int status, string? problem)
    {
        var waiting = await platform.Accounts.SignIn.GetInBrowserAsync(IdOf(http), http.RequestAborted);
        await SignInPage.WriteAsync(http, status, SignInPage.Form(waiting, problem));
    }

    private static string IdOf(HttpContext http) => (string)http.Request.RouteValues["id"]!;
}
