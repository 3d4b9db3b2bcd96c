using Paas.Access.Guards;
using Paas.Access.Store;
using Paas.Access.Tokens;

namespace Paas.Access.Clients;

internal sealed class PlatformClients(AccessStore store, ClientStore clients, GrantCodes codes, TokenStore tokens, TimeProvider time, AppGuard guard) : IOAuthClients
{
    private const int MaxClients = 100;
    private const int MaxNameLength = 200;
    private const int MaxSecretLength = 1_000;

    /// <summary>How long an access token that was granted lasts before it is refreshed, as on Heroku.</summary>
    private static readonly TimeSpan GrantLifetime = TimeSpan.FromHours(8);

    private Guid Account => guard.Caller.AccountId;

    public Task<OAuthClient> CreateAsync(string name, Uri redirectUri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(redirectUri);
        return guard.ChangeAsync("clients.create", name, () =>
        {
            guard.RequireGlobalScope();
            Check(name, redirectUri);
            return store.ChangeAsync(async changes =>
            {
                if ((await clients.ListAsync(Account, CancellationToken.None)).Count >= MaxClients)
                    throw new PaasException(PaasErrors.InvalidParams, $"There are {MaxClients} clients already. Remove some first.");
                var now = time.GetUtcNow();
                var document = clients.WithNewSecret(new OAuthClient { Id = Guid.NewGuid(), AccountId = Account, Name = name, RedirectUri = redirectUri, CreatedAt = now, UpdatedAt = now });
                changes.Put(AccessKeys.Client(document.Client.Id), document, AccessJson.Default.ClientDocument, 0);
                return clients.Open(document);
            });
        });
    }

    public async Task<IReadOnlyList<OAuthClient>> ListAsync(CancellationToken cancellationToken)
    {
        guard.RequireGlobalScope();
        return [.. (await clients.ListAsync(Account, cancellationToken)).Select(client => clients.Open(client.Value)).OrderBy(static client => client.CreatedAt)];
    }

    public async Task<OAuthClient> GetAsync(Guid client, CancellationToken cancellationToken)
    {
        guard.RequireGlobalScope();
        var document = (await clients.FindAsync(client, cancellationToken) ?? throw NotFound()).Value;
        return document.Client.AccountId == Account ? clients.Open(document) : document.Client;
    }

    public Task<OAuthClient> UpdateAsync(Guid client, string? name, Uri? redirectUri, CancellationToken cancellationToken) =>
        ChangeAsync("clients.update", client, document =>
        {
            Check(name ?? document.Client.Name, redirectUri ?? document.Client.RedirectUri);
            return document with { Client = document.Client with { Name = name ?? document.Client.Name, RedirectUri = redirectUri ?? document.Client.RedirectUri } };
        });

    public Task<OAuthClient> RotateAsync(Guid client, CancellationToken cancellationToken) =>
        ChangeAsync("clients.rotate", client, document => clients.WithNewSecret(document.Client));

    public Task<OAuthClient> DeleteAsync(Guid client, CancellationToken cancellationToken) =>
        guard.ChangeAsync("clients.delete", client.ToString(), () =>
        {
            guard.RequireGlobalScope();
            return store.ChangeAsync(async changes =>
            {
                var (document, version) = await MineAsync(client);
                changes.Remove(AccessKeys.Client(client), version);
                await tokens.RevokeGrantsAsync(changes, client);
                return document.Client;
            });
        });

    public Task<string> GrantAsync(Guid client, OAuthScopes scopes, CancellationToken cancellationToken) =>
        guard.ChangeAsync("clients.grant", $"{client}: {string.Join(", ", OAuthScopeNames.Format(scopes))}", async () =>
        {
            guard.RequireGlobalScope();
            if (scopes == OAuthScopes.None)
                throw new PaasException(PaasErrors.InvalidParams, "A grant needs at least one scope.");
            _ = await clients.FindAsync(client, cancellationToken) ?? throw NotFound();
            return codes.Create(Account, client, scopes);
        });

    public async Task<OAuthAuthorization> RedeemAsync(string code, string clientSecret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(clientSecret);
        if (codes.Take(code) is not { } grant || await KnownAsync(grant.ClientId, clientSecret, cancellationToken) is not { } client)
            throw Unauthorized();
        return await tokens.CreateAsync(grant.AccountId, new AuthorizationRequest { Description = client.Name, Scopes = grant.Scopes, Lifetime = GrantLifetime }, client: client.Id, refreshable: true);
    }

    public async Task<OAuthAuthorization> RefreshAsync(string refreshToken, string clientSecret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        ArgumentNullException.ThrowIfNull(clientSecret);
        if (refreshToken.Length > AccessToken.MaxLength
            || await tokens.FindByTokenAsync(refreshToken, isRefresh: true, cancellationToken) is not { Value.Authorization.ClientId: { } clientId }
            || await KnownAsync(clientId, clientSecret, cancellationToken) is null)
        {
            throw Unauthorized();
        }

        return await tokens.RefreshAsync(refreshToken, clientId) ?? throw Unauthorized();
    }

    private async Task<OAuthClient?> KnownAsync(Guid client, string secret, CancellationToken cancellationToken) =>
        secret.Length <= MaxSecretLength && await clients.FindAsync(client, cancellationToken) is { } document && clients.Knows(document.Value, secret) ? document.Value.Client : null;

    private Task<OAuthClient> ChangeAsync(string what, Guid client, Func<ClientDocument, ClientDocument> change) =>
        guard.ChangeAsync(what, client.ToString(), () =>
        {
            guard.RequireGlobalScope();
            return store.ChangeAsync(async changes =>
            {
                var (document, version) = await MineAsync(client);
                var changed = change(document);
                changed = changed with { Client = changed.Client with { UpdatedAt = time.GetUtcNow() } };
                changes.Put(AccessKeys.Client(client), changed, AccessJson.Default.ClientDocument, version);
                return clients.Open(changed);
            });
        });

    private async Task<Versioned<ClientDocument>> MineAsync(Guid client) =>
        await clients.FindAsync(client, CancellationToken.None) is { } document && document.Value.Client.AccountId == Account ? document : throw NotFound();

    /// <summary>Codes go only where nobody listens on the way (RFC 6749, section 3.1.2.1; RFC 8252, section 7.3).</summary>
    private static void Check(string name, Uri redirectUri)
    {
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
            throw new PaasException(PaasErrors.InvalidParams, $"The name of a client has 1 to {MaxNameLength} characters and no line breaks; this one has {name.Length}.");
        if (!redirectUri.IsAbsoluteUri || redirectUri.Fragment.Length > 0 || redirectUri.UserInfo.Length > 0
            || !(redirectUri.Scheme == Uri.UriSchemeHttps || (redirectUri.Scheme == Uri.UriSchemeHttp && redirectUri.IsLoopback)))
        {
            throw new PaasException(PaasErrors.InvalidParams, "The redirect URI must be an absolute https address, or http on loopback, without user name and fragment.");
        }
    }

    private static PaasException NotFound() => new(PaasErrors.NotFound, "Couldn't find that OAuth client.");

    private static PaasException Unauthorized() => new(PaasErrors.Unauthorized, "The code or refresh token, or the client's secret, is wrong, was used or is too old. Ask for access anew.");
}
