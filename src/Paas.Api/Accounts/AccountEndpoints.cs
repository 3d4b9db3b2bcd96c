using Paas.Api.Catalog;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Accounts;

/// <summary>The caller's own account.</summary>
internal sealed class AccountEndpoints(RateLimiter limiter) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/account", static call => ShowAsync(call, "~"));
        routes.Patch("/account", UpdateAsync);
        routes.Get("/users/{account}", static call => ShowAsync(call, call.Path("account")));
        routes.Get("/account/rate-limits", call => Task.FromResult(
            ApiAnswer.Ok(new RateLimitBody(limiter.Remaining(call.Caller.AccountId.ToString())), ApiJson.Default.RateLimitBody)));
    }

    private static async Task<ApiAnswer> ShowAsync(ApiCall call, string account)
    {
        try
        {
            return Show(await call.Platform.Accounts.Users.GetAsync(account, call.Aborted));
        }
        catch (PaasException exception) when (exception.Id == PaasErrors.NotFound && call.IsCaller(account))
        {
            // A user of the host's own authentication: the platform has no account for them.
            return ApiAnswer.Ok(new AccountBody { CreatedAt = RegionBody.Epoch, Email = call.Caller.Email, Federated = true, Id = call.Caller.AccountId, UpdatedAt = RegionBody.Epoch }, ApiJson.Default.AccountBody);
        }
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.AccountChange);
        return Show(await call.Platform.Accounts.Users.UpdateAsync("~", new AccountUpdate { Email = body.Email, Name = body.Name, Password = body.NewPassword, CurrentPassword = body.Password }, call.Aborted));
    }

    private static ApiAnswer Show(Account account) => ApiAnswer.Ok(new AccountBody
    {
        CreatedAt = account.CreatedAt,
        Email = account.Email,
        Id = account.Id,
        LastLogin = account.LastSignInAt,
        Name = account.Name,
        TwoFactorAuthentication = account.TwoFactorEnabled,
        UpdatedAt = account.UpdatedAt,
    }, ApiJson.Default.AccountBody);
}
