using System.Globalization;
using System.Text.Json;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.OAuth;

/// <summary>The caller's tokens and sessions. <c>heroku login -i</c> begins with a new token, for which it gives e-mail address and password.</summary>
internal sealed class AuthorizationEndpoints(IPlatform platform, TimeProvider time) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/oauth/authorizations", async call => await ListAsync(call, await call.Platform.Accounts.Authorizations.ListAsync(call.Aborted)));
        routes.Post("/oauth/authorizations", CreateAsync);
        routes.Get("/oauth/authorizations/{authorization}", async call => await ShowAsync(call, await call.Platform.Accounts.Authorizations.GetAsync(call.Path("authorization"), call.Aborted)));
        routes.Patch("/oauth/authorizations/{authorization}", UpdateAsync);
        routes.Delete("/oauth/authorizations/{authorization}", async call => await ShowAsync(call, await call.Platform.Accounts.Authorizations.RevokeAsync(call.Path("authorization"), call.Aborted)));
        routes.Post("/oauth/authorizations/{authorization}/actions/regenerate-tokens", async call => await ShowAsync(call, await call.Platform.Accounts.Authorizations.RotateAsync(call.Path("authorization"), call.Aborted)));
        routes.Get("/oauth/sessions", async call => await ListAsync(call, await call.Platform.Accounts.Authorizations.ListSessionsAsync(call.Aborted)));
        routes.Get("/oauth/sessions/{session}", async call => await ShowAsync(call, await SessionAsync(call)));
        routes.Delete("/oauth/sessions/{session}", async call => await ShowAsync(call, await call.Platform.Accounts.Authorizations.RevokeAsync((await SessionAsync(call)).Id.ToString(), call.Aborted)));
    }

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.AuthorizationChange);
        OAuthScopes? scopes = OAuthScopes.Global;
        if (body.Scope is { Count: > 0 } names && !OAuthScopeNames.TryParse(names, out scopes))
            throw ApiException.Invalid($"The field 'scope' has an unknown scope. There are: {string.Join(", ", OAuthScopeNames.Format((OAuthScopes)~0))}.");
        var request = new AuthorizationRequest { Description = body.Description ?? "", Scopes = scopes!.Value, Lifetime = Seconds(body.ExpiresIn) is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        return ApiAnswer.Created(await BodyAsync(call, await call.Platform.Accounts.Authorizations.CreateAsync(request, call.Aborted)), ApiJson.Default.AuthorizationBody);
    }

    private async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.AuthorizationChange);
        return await ShowAsync(call, body.Description is { } description
            ? await call.Platform.Accounts.Authorizations.UpdateAsync(call.Path("authorization"), description, call.Aborted)
            : await call.Platform.Accounts.Authorizations.GetAsync(call.Path("authorization"), call.Aborted));
    }

    /// <summary>Clients end their session without knowing whether they have one: it is not found where the token is no session's.</summary>
    private static async Task<OAuthAuthorization> SessionAsync(ApiCall call) =>
        await call.Platform.Accounts.Authorizations.GetAsync(call.Path("session"), call.Aborted) is { IsSession: true } session ? session : throw ApiException.NotFound("session");

    private async Task<ApiAnswer> ListAsync(ApiCall call, IReadOnlyList<OAuthAuthorization> authorizations)
    {
        var bodies = new List<AuthorizationBody>();
        foreach (var authorization in authorizations)
            bodies.Add(await BodyAsync(call, authorization));
        return ApiAnswer.List(bodies, ApiJson.Default.IEnumerableAuthorizationBody, Keys.Of<AuthorizationBody>(static authorization => authorization.Id));
    }

    private async Task<ApiAnswer> ShowAsync(ApiCall call, OAuthAuthorization authorization) =>
        ApiAnswer.Ok(await BodyAsync(call, authorization), ApiJson.Default.AuthorizationBody);

    private async Task<AuthorizationBody> BodyAsync(ApiCall call, OAuthAuthorization authorization) => new()
    {
        AccessToken = TokenBody.Of(authorization, authorization.AccessToken, time.GetUtcNow()),
        Client = authorization.ClientId is { } id ? await ClientAsync(id, call.Aborted) : null,
        CreatedAt = authorization.CreatedAt,
        Description = authorization.Description,
        Grant = authorization.ClientId is null ? null : new IdReference(authorization.Id),
        Id = authorization.Id,
        RefreshToken = authorization.RefreshToken is { } refresh ? new TokenBody(null, authorization.Id, refresh) : null,
        Scope = OAuthScopeNames.Format(authorization.Scopes),
        Session = authorization.IsSession ? new IdReference(authorization.Id) : null,
        UpdatedAt = authorization.UpdatedAt,
        User = new AuthorizationUser(call.Caller.AccountId, call.Caller.Email, null),
    };

    /// <summary>Found by the platform itself: whoever has a client's token may know whose it is, whatever the scope.</summary>
    private async Task<ClientReference?> ClientAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            var client = await platform.Accounts.Clients.GetAsync(id, cancellationToken);
            return new ClientReference(client.Id, client.Name, client.RedirectUri.AbsoluteUri);
        }
        catch (PaasException exception) when (exception.Id == PaasErrors.NotFound)
        {
            return null; // it is gone
        }
    }

    private static int? Seconds(JsonElement? field) => field switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var seconds) && seconds > 0 => seconds,
        { ValueKind: JsonValueKind.String } text when int.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 => seconds,
        _ => throw ApiException.Invalid("The field 'expires_in' must be a number of seconds above zero, or null."),
    };
}
