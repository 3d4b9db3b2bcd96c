using Microsoft.AspNetCore.Http;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.OAuth;

/// <summary>An OAuth client exchanges what it was granted for tokens. What it sends is the permission: there is no token yet.</summary>
internal sealed class TokenEndpoints(IPlatform platform, TimeProvider time) : IApiEndpoints
{
    private const string ByCode = "authorization_code";
    private const string ByRefreshToken = "refresh_token";

    public void Map(ApiRoutes routes) => routes.Open("POST", "/oauth/tokens", CreateAsync);

    private async Task CreateAsync(HttpContext http)
    {
        var body = await ApiCall.ReadAsync(http, ApiJson.Default.TokenRequest);
        var secret = Required(body.Client?.Secret, "client.secret");
        var clients = platform.Accounts.Clients;
        var authorization = body.Grant?.Type switch
        {
            ByCode => await clients.RedeemAsync(Required(body.Grant.Code, "grant.code"), secret, http.RequestAborted),
            ByRefreshToken => await clients.RefreshAsync(Required(body.RefreshToken?.Token, "refresh_token.token"), secret, http.RequestAborted),
            _ => throw ApiException.Invalid($"The field 'grant.type' must be {ByCode} or {ByRefreshToken}."),
        };
        http.Response.Headers.CacheControl = "no-store";
        await ApiAnswer.Created(new TokenGrantBody
        {
            AccessToken = TokenBody.Of(authorization, authorization.AccessToken, time.GetUtcNow()),
            Authorization = new IdReference(authorization.Id),
            CreatedAt = authorization.CreatedAt,
            Grant = new TokenRequestGrant(body.Grant.Code ?? "", body.Grant.Type),
            Id = authorization.Id,
            RefreshToken = new TokenBody(null, authorization.Id, authorization.RefreshToken!),
            UpdatedAt = authorization.UpdatedAt,
            User = new IdReference(authorization.AccountId),
        }, ApiJson.Default.TokenGrantBody).WriteAsync(http);
    }

    private static string Required(string? value, string field) =>
        value is { Length: > 0 } ? value : throw ApiException.Invalid($"The field '{field}' is missing.");
}
