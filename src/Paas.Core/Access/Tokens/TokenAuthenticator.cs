using Microsoft.Extensions.Logging;
using Paas.Access.Accounts;
using Paas.Engine;

namespace Paas.Access.Tokens;

/// <summary>The default <see cref="IAuthenticator"/>: the owner's token of the data directory, and the tokens of all accounts.</summary>
internal sealed partial class TokenAuthenticator(
    OwnerAuthenticator owner, TokenStore tokens, AccountStore accounts, EngineActivity activity, TimeProvider time, ILogger<TokenAuthenticator> logger) : IAuthenticator
{
    /// <summary>The time of the last use is not written more often: a commit for each request would be a high price for it.</summary>
    internal static readonly TimeSpan UsePrecision = TimeSpan.FromMinutes(10);

    public async ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length is 0 or > AccessToken.MaxLength)
            return null;
        if (await owner.AuthenticateAsync(token, cancellationToken) is { } known)
            return await accounts.FindAsync(known.AccountId, cancellationToken) is { } stored ? known with { AccountId = stored.Value.Account.Id } : known;
        if (await tokens.FindByTokenAsync(token, isRefresh: false, cancellationToken) is not var (document, version))
            return null;

        var authorization = document.Authorization;
        if (await accounts.FindAsync(authorization.AccountId, cancellationToken) is not { } account)
            return null;
        Touch(document, version);
        return new Caller
        {
            AccountId = authorization.AccountId,
            Email = account.Value.Account.Email,
            Scopes = authorization.Scopes,
            IsPlatformOwner = accounts.IsOwner(account.Value.Account),
            AuthorizationId = authorization.Id,
        };
    }

    private void Touch(AuthorizationDocument document, long version)
    {
        var now = time.GetUtcNow();
        if (now - document.Authorization.LastUsedAt < UsePrecision)
            return;
        activity.Run(async () =>
        {
            try
            {
                await tokens.TouchAsync(document, version, now);
            }
            catch (PaasException e)
            {
                Log.UseNotStored(logger, document.Authorization.Id, e);
            }
        });
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "That authorization {Authorization} was used could not be stored.")]
        public static partial void UseNotStored(ILogger logger, Guid authorization, Exception exception);
    }
}
