using Microsoft.AspNetCore.Http;
using Paas.Api.Http;

namespace Paas.Api.Access;

/// <summary>Finds out who calls. What the caller may do is decided by the facade of that caller.</summary>
internal sealed class ApiAccess(IAuthenticator authenticator, IPlatform platform)
{
    /// <summary>Who calls.</summary>
    /// <exception cref="ApiException">401: nobody that is known.</exception>
    public async Task<Caller> AuthenticateAsync(HttpContext http, string requestId, bool acceptsPassword)
    {
        var credentials = Credentials.Parse(http.Request.Headers.Authorization.ToString())
            ?? throw ApiException.Unauthorized("There were no credentials in your `Authorization` header. Try `Authorization: Bearer <OAuth access token>` or `Authorization: Basic <base64-encoded email + \":\" + password>`.");
        if (acceptsPassword && credentials.User.Contains('@', StringComparison.Ordinal))
            return await SignInAsync(http, credentials, requestId);
        var caller = await authenticator.AuthenticateAsync(credentials.Secret, http.RequestAborted)
            ?? throw ApiException.Unauthorized("Invalid credentials provided.");
        return caller with { Address = http.Connection.RemoteIpAddress?.ToString(), RequestId = requestId };
    }

    private async Task<Caller> SignInAsync(HttpContext http, Credentials credentials, string requestId)
    {
        var code = http.Request.Headers["Heroku-Two-Factor-Code"].ToString();
        var result = await platform.Accounts.SignIn.WithPasswordAsync(new PasswordSignIn(credentials.User, credentials.Secret)
        {
            SecondFactor = code.Length > 0 ? code : null,
            Address = http.Connection.RemoteIpAddress?.ToString(),
            RequestId = requestId,
        }, http.RequestAborted);
        if (result.Outcome == SignInOutcome.LockedOut)
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(result.RetryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return result.Outcome switch
        {
            SignInOutcome.Succeeded => result.Caller!,
            SignInOutcome.SecondFactorNeeded => throw new ApiException(StatusCodes.Status403Forbidden, "two_factor", "A second authentication factor or pre-authorization is required for your account."),
            SignInOutcome.LockedOut => throw new ApiException(StatusCodes.Status429TooManyRequests, PaasErrors.RateLimit, "There were too many wrong attempts to sign in. Wait a while before the next one."),
            _ => throw ApiException.Unauthorized("Invalid credentials provided."),
        };
    }

    /// <summary>The app of a route.</summary>
    /// <exception cref="ApiException">404: it is not there, or not for the caller to see, which looks the same.</exception>
    public static async Task<App> FindAppAsync(ApiCall call)
    {
        try
        {
            return await call.Platform.Apps.GetAsync(call.Path("app"), call.Aborted);
        }
        catch (PaasException exception) when (exception.Id == PaasErrors.NotFound)
        {
            throw ApiException.NotFound("app");
        }
    }
}
