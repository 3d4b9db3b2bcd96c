using Microsoft.AspNetCore.Http;
using Paas.Api.Access;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.SignIn;

namespace Paas.Api.OAuth;

/// <summary>An OAuth client exchanges what it was granted for tokens. What it sends is the permission: there is no token yet.</summary>
internal sealed class TokenEndpoints(IPlatform platform, TimeProvider time) : IApiEndpoints
{
    private const string ByCode = "authorization_code";
    private const string ByRefreshToken = "refresh_token";

    public void Map(ApiRoutes routes)
    {
        routes.Open("POST", "/oauth/tokens", CreateAsync);
        routes.Open("POST", "/oauth/token", ExchangeAsync);
        routes.Delete("/oauth/tokens/{token}", async call => ApiAnswer.Ok(
            Show(await call.Platform.Accounts.Authorizations.RevokeAsync(call.Path("token"), call.Aborted), new TokenRequestGrant("", ByCode)), ApiJson.Default.TokenGrantBody));
    }

    private async Task CreateAsync(HttpContext http)
    {
        var body = await ApiCall.ReadAsync(http, ApiJson.Default.TokenRequest);
        var secret = Required(body.Client?.Secret, "client.secret");
        var authorization = body.Grant?.Type switch
        {
            ByCode => await RedeemAsync(http, Required(body.Grant.Code, "grant.code"), secret),
            ByRefreshToken => await RefreshAsync(http, Required(body.RefreshToken?.Token, "refresh_token.token"), secret),
            _ => throw ApiException.Invalid($"The field 'grant.type' must be {ByCode} or {ByRefreshToken}."),
        };
        await ApiAnswer.Created(Show(authorization, body.Grant), ApiJson.Default.TokenGrantBody).WriteAsync(http);
    }

    private TokenGrantBody Show(OAuthAuthorization authorization, TokenRequestGrant grant) => new()
    {
        AccessToken = TokenBody.Of(authorization, authorization.AccessToken, time.GetUtcNow()),
        Authorization = new IdReference(authorization.Id),
        CreatedAt = authorization.CreatedAt,
        Grant = new TokenRequestGrant(grant.Code ?? "", grant.Type),
        Id = authorization.Id,
        RefreshToken = authorization.RefreshToken is { } refresh ? new TokenBody(null, authorization.Id, refresh) : null,
        UpdatedAt = authorization.UpdatedAt,
        User = new IdReference(authorization.AccountId),
    };

    /// <summary>The same as a form (RFC 6749, sections 4.1.3 and 6): what libraries for OAuth send.</summary>
    private async Task ExchangeAsync(HttpContext http)
    {
        var form = await SignInForm.ReadAsync(http);
        var secret = Required(form["client_secret"].ToString() is { Length: > 0 } field ? field : Credentials.Parse(http.Request.Headers.Authorization.ToString())?.Secret, "client_secret");
        var authorization = form["grant_type"].ToString() switch
        {
            ByCode => await RedeemAsync(http, Required(form["code"], "code"), secret),
            ByRefreshToken => await RefreshAsync(http, Required(form["refresh_token"], "refresh_token"), secret),
            _ => throw ApiException.Invalid($"The field 'grant_type' must be {ByCode} or {ByRefreshToken}."),
        };
        var access = TokenBody.Of(authorization, authorization.AccessToken, time.GetUtcNow());
        await ApiAnswer.Ok(new TokenAnswer(access.Token, access.ExpiresIn!.Value, authorization.RefreshToken!, "Bearer", authorization.AccountId, null), ApiJson.Default.TokenAnswer).WriteAsync(http);
    }

    private Task<OAuthAuthorization> RedeemAsync(HttpContext http, string code, string secret)
    {
        http.Response.Headers.CacheControl = "no-store";
        return platform.Accounts.Clients.RedeemAsync(code, secret, http.RequestAborted);
    }

    private Task<OAuthAuthorization> RefreshAsync(HttpContext http, string refreshToken, string secret)
    {
        http.Response.Headers.CacheControl = "no-store";
        return platform.Accounts.Clients.RefreshAsync(refreshToken, secret, http.RequestAborted);
    }

    private static string Required(string? value, string field) =>
        value is { Length: > 0 } ? value : throw ApiException.Invalid($"The field '{field}' is missing.");
}
