using Microsoft.AspNetCore.Http;
using Paas.Api.Http;

namespace Paas.Api.Access;

/// <summary>Finds out who calls. What the caller may do is decided by the facade of that caller.</summary>
internal sealed class ApiAccess(IAuthenticator authenticator)
{
    /// <summary>Who calls.</summary>
    /// <exception cref="ApiException">401: nobody that is known.</exception>
    public async Task<Caller> AuthenticateAsync(HttpContext http, string requestId)
    {
        var credentials = Credentials.Parse(http.Request.Headers.Authorization.ToString())
            ?? throw ApiException.Unauthorized("There were no credentials in your `Authorization` header. Try `Authorization: Bearer <OAuth access token>` or `Authorization: Basic <base64-encoded email + \":\" + password>`.");
        var caller = await authenticator.AuthenticateAsync(credentials.Secret, http.RequestAborted)
            ?? throw ApiException.Unauthorized("Invalid credentials provided.");
        return caller with { Address = http.Connection.RemoteIpAddress?.ToString(), RequestId = requestId };
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
