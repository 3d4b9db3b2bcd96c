using Paas.Access.Guards;

namespace Paas.Access.Tokens;

internal sealed class PlatformAuthorizations(TokenStore tokens, AppGuard guard) : IAuthorizations
{
    private Guid Account => guard.Caller.AccountId;

    public Task<OAuthAuthorization> CreateAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return guard.ChangeAsync("authorizations.create", string.Join(", ", OAuthScopeNames.Format(request.Scopes)), () =>
        {
            guard.RequireGlobalScope();
            return tokens.CreateAsync(Account, request);
        });
    }

    public async Task<IReadOnlyList<OAuthAuthorization>> ListAsync(CancellationToken cancellationToken)
    {
        guard.RequireGlobalScope();
        return [.. (await tokens.ListAsync(Account, cancellationToken)).Where(static authorization => !authorization.IsSession)];
    }

    public async Task<IReadOnlyList<OAuthAuthorization>> ListSessionsAsync(CancellationToken cancellationToken)
    {
        guard.RequireGlobalScope();
        return [.. (await tokens.ListAsync(Account, cancellationToken)).Where(static authorization => authorization.IsSession)];
    }

    public async Task<OAuthAuthorization> GetAsync(string authorization, CancellationToken cancellationToken)
    {
        if (IdOf(authorization) is var id && id != guard.Caller.AuthorizationId)
            guard.RequireGlobalScope();
        return (await tokens.FindAsync(Account, id, cancellationToken) ?? throw TokenStore.NotFound()).Value.Authorization;
    }

    public Task<OAuthAuthorization> UpdateAsync(string authorization, string description, CancellationToken cancellationToken) =>
        ChangeAsync("authorizations.update", authorization, id => tokens.UpdateAsync(Account, id, description));

    public Task<OAuthAuthorization> RotateAsync(string authorization, CancellationToken cancellationToken) =>
        ChangeAsync("authorizations.rotate", authorization, id => tokens.RotateAsync(Account, id));

    public Task<OAuthAuthorization> RevokeAsync(string authorization, CancellationToken cancellationToken) =>
        ChangeAsync("authorizations.revoke", authorization, id => tokens.RevokeAsync(Account, id));

    private Task<OAuthAuthorization> ChangeAsync(string what, string authorization, Func<Guid, Task<OAuthAuthorization>> change)
    {
        var id = IdOf(authorization);
        return guard.ChangeAsync(what, id.ToString(), () =>
        {
            // Whoever has a token may end it, whatever its scope.
            if (what != "authorizations.revoke" || id != guard.Caller.AuthorizationId)
                guard.RequireGlobalScope();
            return change(id);
        });
    }

    private Guid IdOf(string authorization)
    {
        ArgumentNullException.ThrowIfNull(authorization);
        if (authorization == "~")
            return guard.Caller.AuthorizationId ?? throw TokenStore.NotFound();
        return Guid.TryParse(authorization, out var id) ? id : throw TokenStore.NotFound();
    }
}
