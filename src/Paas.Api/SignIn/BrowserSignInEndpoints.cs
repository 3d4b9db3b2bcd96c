using Microsoft.AspNetCore.Http;
using Paas.Api.Access;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.SignIn;

/// <summary>
/// <c>heroku login</c>: the client begins, opens a page in a browser, and waits.
/// </summary>
internal sealed class BrowserSignInEndpoints(IPlatform platform) : IApiEndpoints
{
    // Shorter than the minute after which the client gives up a request; it comes back with the next one.
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(50);

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
        var form = await SignInForm.ReadAsync(http);
        var result = await SignInForm.SignInAsync(http, platform, form);
        if (result.Caller is not { } caller)
        {
            await PageAsync(http, StatusCodes.Status401Unauthorized, SignInForm.ProblemOf(result));
            return;
        }

        var approve = form["decision"] == "approve";
        await platform.As(caller).Accounts.SignIn.DecideInBrowserAsync(IdOf(http), approve, http.RequestAborted);
        var (title, content) = SignInPage.Done(approve);
        await HtmlPage.WriteAsync(http, StatusCodes.Status200OK, title, content);
    }

    private async Task PageAsync(HttpContext http, int status, string? problem)
    {
        var waiting = await platform.Accounts.SignIn.GetInBrowserAsync(IdOf(http), http.RequestAborted);
        await HtmlPage.WriteAsync(http, status, SignInPage.Title, SignInPage.Form(waiting, problem));
    }

    private static string IdOf(HttpContext http) => (string)http.Request.RouteValues["id"]!;
}
