using System.Collections.Concurrent;
using Paas.Access.Tokens;

namespace Paas.Access.Clients;

/// <summary>Authorization codes (RFC 6749, section 4.1.2): good once, for 5 minutes; volatile, since the client asks again when the host restarts.</summary>
internal sealed class GrantCodes(TimeProvider time)
{
    private const int MaxWaiting = 1_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Grant> _byHash = new(StringComparer.Ordinal);

    public string Create(Guid account, Guid client, OAuthScopes scopes)
    {
        var now = time.GetUtcNow();
        foreach (var (hash, grant) in _byHash)
        {
            if (grant.ExpiresAt <= now)
                _byHash.TryRemove(hash, out _);
        }

        if (_byHash.Count >= MaxWaiting)
            throw new PaasException(PaasErrors.RateLimit, $"{MaxWaiting} grants wait for their clients already. Try again in a few minutes.");
        var code = AccessToken.New();
        _byHash[AccessToken.HashOf(code)] = new Grant(account, client, scopes, now + Lifetime);
        return code;
    }

    /// <summary>What was granted, once; null when the code is unknown, used or too old.</summary>
    public Grant? Take(string code) =>
        code.Length <= AccessToken.MaxLength && _byHash.TryRemove(AccessToken.HashOf(code), out var grant) && grant.ExpiresAt > time.GetUtcNow() ? grant : null;

    internal sealed record Grant(Guid AccountId, Guid ClientId, OAuthScopes Scopes, DateTimeOffset ExpiresAt);
}
