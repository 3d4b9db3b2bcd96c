using Paas.Access.Store;

namespace Paas.Access.Tokens;

/// <summary>Issues, finds, rotates and ends tokens. An authorization and the hashes that lead to it change in one commit.</summary>
internal sealed class TokenStore(AccessStore store, TimeProvider time)
{
    private const int MaxAuthorizations = 500;
    private const int MaxDescriptionLength = 200;

    /// <summary>Makes an authorization with its token, which is in the answer only.</summary>
    public Task<OAuthAuthorization> CreateAsync(Guid account, AuthorizationRequest request, bool isSession = false, Guid? client = null, bool refreshable = false)
    {
        CheckDescription(request.Description);
        if (request.Scopes == OAuthScopes.None)
            throw new PaasException(PaasErrors.InvalidParams, "A token needs at least one scope.");
        if (request.Lifetime <= TimeSpan.Zero)
            throw new PaasException(PaasErrors.InvalidParams, "The lifetime of a token must be above zero.");

        return store.ChangeAsync(async changes =>
        {
            var there = await store.ListAsync(AccessKeys.Authorizations(account), AccessJson.Default.AuthorizationDocument, CancellationToken.None);
            var now = time.GetUtcNow();
            foreach (var (over, version) in there.Where(document => document.Value.IsOver(now)))
                Remove(changes, over, version);
            if (there.Count(document => !document.Value.IsOver(now)) >= MaxAuthorizations)
                throw new PaasException(PaasErrors.InvalidParams, $"There are {MaxAuthorizations} tokens already. Revoke some first.");

            var authorization = new OAuthAuthorization
            {
                Id = Guid.NewGuid(),
                AccountId = account,
                Description = request.Description,
                Scopes = request.Scopes,
                IsSession = isSession,
                ClientId = client,
                CreatedAt = now,
                UpdatedAt = now,
                TokenEnd = "",
            };
            return Issue(changes, new AuthorizationDocument(authorization, "") { Lifetime = Capped(request.Lifetime, now) }, 0, refreshable);
        });
    }

    public async Task<IReadOnlyList<OAuthAuthorization>> ListAsync(Guid account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return
        [
            .. (await store.ListAsync(AccessKeys.Authorizations(account), AccessJson.Default.AuthorizationDocument, cancellationToken))
                .Where(document => !document.Value.IsOver(now)).Select(static document => document.Value.Authorization).OrderBy(static authorization => authorization.CreatedAt),
        ];
    }

    public async Task<Versioned<AuthorizationDocument>?> FindAsync(Guid account, Guid authorization, CancellationToken cancellationToken) =>
        await store.ReadAsync(AccessKeys.Authorization(account, authorization), AccessJson.Default.AuthorizationDocument, cancellationToken) is { } document
        && !document.Value.IsOver(time.GetUtcNow()) ? document : null;

    /// <summary>The authorization that a token belongs to now.</summary>
    public async Task<Versioned<AuthorizationDocument>?> FindByTokenAsync(string token, bool isRefresh, CancellationToken cancellationToken)
    {
        var hash = AccessToken.HashOf(token);
        if (await store.ReadAsync(AccessKeys.Token(hash), AccessJson.Default.TokenDocument, cancellationToken) is not { } found || found.Value.IsRefresh != isRefresh)
            return null;
        var document = await store.ReadAsync(AccessKeys.Authorization(found.Value.AccountId, found.Value.AuthorizationId), AccessJson.Default.AuthorizationDocument, cancellationToken);
        return document is not null && (isRefresh ? document.Value.RefreshHash : document.Value.TokenHash) == hash && (isRefresh || !(document.Value.Authorization.ExpiresAt <= time.GetUtcNow()))
            ? document
            : null;
    }

    public Task<OAuthAuthorization> UpdateAsync(Guid account, Guid authorization, string description)
    {
        CheckDescription(description);
        return store.ChangeAsync(async changes =>
        {
            var (document, version) = await RequireAsync(account, authorization);
            document = document with { Authorization = document.Authorization with { Description = description, UpdatedAt = time.GetUtcNow() } };
            changes.Put(AccessKeys.Authorization(account, authorization), document, AccessJson.Default.AuthorizationDocument, version);
            return document.Authorization;
        });
    }

    /// <summary>Replaces its tokens by new ones. Those of before end in the same commit.</summary>
    public Task<OAuthAuthorization> RotateAsync(Guid account, Guid authorization) => store.ChangeAsync(async changes =>
    {
        var (document, version) = await RequireAsync(account, authorization);
        return Rotate(changes, document, version);
    });

    /// <summary>The same for whoever has its refresh token; null when that is not known any more.</summary>
    public Task<OAuthAuthorization?> RefreshAsync(string refreshToken, Guid client) => store.ChangeAsync<OAuthAuthorization?>(async changes =>
        await FindByTokenAsync(refreshToken, isRefresh: true, CancellationToken.None) is var (document, version) && document.Authorization.ClientId == client
            ? Rotate(changes, document, version)
            : null);

    public Task<OAuthAuthorization> RevokeAsync(Guid account, Guid authorization) => store.ChangeAsync(async changes =>
    {
        var (document, version) = await RequireAsync(account, authorization);
        Remove(changes, document, version);
        return document.Authorization;
    });

    /// <summary>Adds the end of everything that was granted to a client to a commit.</summary>
    public async Task RevokeGrantsAsync(Changes changes, Guid client)
    {
        foreach (var (document, version) in await store.ListAsync(AccessKeys.AllAuthorizations, AccessJson.Default.AuthorizationDocument, CancellationToken.None))
        {
            if (document.Authorization.ClientId == client)
                Remove(changes, document, version);
        }
    }

    /// <summary>Adds the end of those authorizations of an account to a commit that fulfil the condition.</summary>
    public async Task RevokeAsync(Changes changes, Guid account, Func<OAuthAuthorization, bool> condition)
    {
        foreach (var (document, version) in await store.ListAsync(AccessKeys.Authorizations(account), AccessJson.Default.AuthorizationDocument, CancellationToken.None))
        {
            if (condition(document.Authorization))
                Remove(changes, document, version);
        }
    }

    /// <summary>Notes that a token was used.</summary>
    public Task TouchAsync(AuthorizationDocument document, long version, DateTimeOffset now) => store.TryCommitAsync(new Changes().Put(
        AccessKeys.Authorization(document.Authorization.AccountId, document.Authorization.Id),
        document with { Authorization = document.Authorization with { LastUsedAt = now } }, AccessJson.Default.AuthorizationDocument, version));

    private async Task<Versioned<AuthorizationDocument>> RequireAsync(Guid account, Guid authorization) =>
        await FindAsync(account, authorization, CancellationToken.None) ?? throw NotFound();

    public static PaasException NotFound() => new(PaasErrors.NotFound, "Couldn't find that authorization.");

    private OAuthAuthorization Rotate(Changes changes, AuthorizationDocument document, long version)
    {
        changes.Remove(AccessKeys.Token(document.TokenHash));
        if (document.RefreshHash is { } refresh)
            changes.Remove(AccessKeys.Token(refresh));
        return Issue(changes, document, version, document.RefreshHash is not null);
    }

    private OAuthAuthorization Issue(Changes changes, AuthorizationDocument document, long version, bool refreshable)
    {
        var (token, refresh, now) = (AccessToken.New(), refreshable ? AccessToken.New() : null, time.GetUtcNow());
        var authorization = document.Authorization with { UpdatedAt = now, ExpiresAt = now + document.Lifetime, TokenEnd = AccessToken.EndOf(token) };
        document = document with { Authorization = authorization, TokenHash = AccessToken.HashOf(token), RefreshHash = refresh is null ? null : AccessToken.HashOf(refresh) };
        changes
            .Put(AccessKeys.Authorization(authorization.AccountId, authorization.Id), document, AccessJson.Default.AuthorizationDocument, version)
            .Put(AccessKeys.Token(document.TokenHash), new TokenDocument(authorization.AccountId, authorization.Id, IsRefresh: false), AccessJson.Default.TokenDocument, 0);
        if (document.RefreshHash is { } hash)
            changes.Put(AccessKeys.Token(hash), new TokenDocument(authorization.AccountId, authorization.Id, IsRefresh: true), AccessJson.Default.TokenDocument, 0);
        return authorization with { AccessToken = token, RefreshToken = refresh };
    }

    private static void Remove(Changes changes, AuthorizationDocument document, long version)
    {
        changes.Remove(AccessKeys.Authorization(document.Authorization.AccountId, document.Authorization.Id), version).Remove(AccessKeys.Token(document.TokenHash));
        if (document.RefreshHash is { } refresh)
            changes.Remove(AccessKeys.Token(refresh));
    }

    /// <summary>A lifetime that ends after the calendar does is for ever.</summary>
    private static TimeSpan? Capped(TimeSpan? lifetime, DateTimeOffset now) => lifetime > DateTimeOffset.MaxValue - now ? null : lifetime;

    private static void CheckDescription(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (description.Length > MaxDescriptionLength || description.Any(char.IsControl))
            throw new PaasException(PaasErrors.InvalidParams, $"The description of a token has at most {MaxDescriptionLength} characters and no line breaks; this one has {description.Length}.");
    }
}
