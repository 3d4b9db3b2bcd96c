using Microsoft.AspNetCore.Http;
using Paas.Api.Http;

namespace Paas.Api.Access;

/// <summary>Finds out who calls. What the caller may do is decided by the facade of that caller.</summary>
internal sealed class ApiAccess(IAuthenticator authenticator, IAuthorizer authorizer, IPlatform platform)
{
    /// <summary>Who calls: by a token, or by e-mail address and password with the second factor of the account in a header.</summary>
    /// <exception cref="ApiException">401: nobody that is known. 403: the second factor is missing or wrong. 429: too many wrong attempts.</exception>
    public async Task<Caller> AuthenticateAsync(HttpContext http, string requestId)
    {
        var credentials = Credentials.Parse(http.Request.Headers.Authorization.ToString())
            ?? throw ApiException.Unauthorized("There were no credentials in your `Authorization` header. Try `Authorization: Bearer <OAuth access token>` or `Authorization: Basic <base64-encoded email + \":\" + password>`.");
        // Clients that read a netrc file send the token as the password of an e-mail address.
        if (await authenticator.AuthenticateAsync(credentials.Secret, http.RequestAborted) is { } caller)
            return caller with { Address = http.Connection.RemoteIpAddress?.ToString(), RequestId = requestId };
        return credentials.User.Contains('@', StringComparison.Ordinal)
            ? await SignInAsync(http, credentials, requestId)
            : throw ApiException.Unauthorized("Invalid credentials provided.");
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

    /// <summary>Asks for a permission on the route's app, for what the facade hears of only later.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Forbidden"/>.</exception>
    public async Task RequireAsync(ApiCall call, AppAction action)
    {
        if (!(await authorizer.GetPermissionsAsync(call.Caller, call.App.Id, call.Aborted)).Allow(action))
            throw new PaasException(PaasErrors.Forbidden, $"You do not have access to do that on the app {call.App.Name}. That needs the {AppActions.Needs(action).ToString().Replace(", ", " or ", StringComparison.Ordinal).ToLowerInvariant()} permission, and a token whose scope allows it.");
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
