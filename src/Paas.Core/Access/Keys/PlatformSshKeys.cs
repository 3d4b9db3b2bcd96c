using Paas.Access.Accounts;
using Paas.Access.Guards;
using Paas.Access.Store;

namespace Paas.Access.Keys;

internal sealed class PlatformSshKeys(AccessStore store, AccountStore accounts, TimeProvider time, AppGuard guard) : ISshKeys
{
    private const int MaxKeys = 100;

    public async Task<IReadOnlyList<SshKey>> ListAsync(CancellationToken cancellationToken)
    {
        guard.RequireGlobalScope();
        return [.. (await StoredAsync(cancellationToken)).Select(static key => key.Value).OrderBy(static key => key.CreatedAt)];
    }

    public Task<SshKey> AddAsync(string publicKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        return guard.ChangeAsync("keys.add", null, () =>
        {
            guard.RequireGlobalScope();
            var parsed = SshPublicKey.Parse(publicKey);
            return store.ChangeAsync(async changes =>
            {
                if (await store.ReadAsync(AccessKeys.Fingerprint(parsed.Sha256Hex), AccessJson.Default.Guid, CancellationToken.None) is not null)
                    throw new PaasException(PaasErrors.InvalidParams, "This key is in use already.");
                if ((await StoredAsync(CancellationToken.None)).Count >= MaxKeys)
                    throw new PaasException(PaasErrors.InvalidParams, $"There are {MaxKeys} keys already. Remove some first.");
                var account = await accounts.FindAsync(guard.Caller.AccountId, CancellationToken.None) ?? throw NewAccounts.UserNotFound(guard.Caller.Email);
                var key = new SshKey
                {
                    Id = Guid.NewGuid(),
                    Email = account.Value.Account.Email,
                    PublicKey = parsed.ToString(),
                    Comment = parsed.Comment,
                    Fingerprint = parsed.Md5Fingerprint,
                    Sha256Fingerprint = parsed.Sha256Fingerprint,
                    CreatedAt = time.GetUtcNow(),
                };
                changes
                    .Put(AccessKeys.SshKey(guard.Caller.AccountId, key.Id), key, AccessJson.Default.SshKey, 0)
                    .Put(AccessKeys.Fingerprint(parsed.Sha256Hex), key.Id, AccessJson.Default.Guid, 0);
                return key;
            });
        });
    }

    public async Task<SshKey> GetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        guard.RequireGlobalScope();
        return (await StoredAsync(cancellationToken)).FirstOrDefault(stored => Names(stored.Value, key))?.Value ?? throw NotFound(key);
    }

    public Task<SshKey> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return guard.ChangeAsync("keys.remove", key, () =>
        {
            guard.RequireGlobalScope();
            return store.ChangeAsync(async changes =>
            {
                var stored = await StoredAsync(CancellationToken.None);
                var (found, version) = stored.FirstOrDefault(candidate => Names(candidate.Value, key)) ?? stored.FirstOrDefault(candidate => candidate.Value.Comment == key) ?? throw NotFound(key);
                changes
                    .Remove(AccessKeys.SshKey(guard.Caller.AccountId, found.Id), version)
                    .Remove(AccessKeys.Fingerprint(SshPublicKey.Parse(found.PublicKey).Sha256Hex));
                return found;
            });
        });
    }

    private static bool Names(SshKey key, string name) =>
        (Guid.TryParse(name, out var id) && key.Id == id) || key.Fingerprint == name || key.Sha256Fingerprint == name;

    private Task<IReadOnlyList<Versioned<SshKey>>> StoredAsync(CancellationToken cancellationToken) =>
        store.ListAsync(AccessKeys.SshKeys(guard.Caller.AccountId), AccessJson.Default.SshKey, cancellationToken);

    private static PaasException NotFound(string key) => new(PaasErrors.NotFound, $"Couldn't find that key '{(key.Length > 80 ? key[..80] + "..." : key)}'.");
}
