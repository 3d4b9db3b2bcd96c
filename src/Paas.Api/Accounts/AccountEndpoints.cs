using Paas.Api.Catalog;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Accounts;

/// <summary>The caller's own account.</summary>
internal sealed class AccountEndpoints(RateLimiter limiter) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/account", static call => Task.FromResult(Show(call)));
        routes.Get("/users/{account}", static call => Task.FromResult(
            call.IsCaller(call.Path("account")) ? Show(call) : throw ApiException.NotFound("account")));
        routes.Get("/account/rate-limits", call => Task.FromResult(
            ApiAnswer.Ok(new RateLimitBody(limiter.Remaining(call.Caller.AccountId.ToString())), ApiJson.Default.RateLimitBody)));
    }

    private static ApiAnswer Show(ApiCall call) => ApiAnswer.Ok(
        new AccountBody { Id = call.Caller.AccountId, Email = call.Caller.Email, CreatedAt = RegionBody.Epoch, UpdatedAt = RegionBody.Epoch }, ApiJson.Default.AccountBody);
}
