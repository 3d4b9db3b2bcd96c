using Paas.Access.Guards;
using Paas.Access.Passwords;
using Paas.Access.SigningIn;
using Paas.Access.Store;
using Paas.Access.Tokens;

namespace Paas.Access.Accounts;

internal sealed class PlatformUsers(
    AccessStore store, AccountStore accounts, NewAccounts newAccounts, AccountRemoval removal, PasswordHashes passwords, SignInThrottle throttle, TokenStore tokens, TimeProvider time, AppGuard guard) : IUsers
{
    private const int MaxNameLength = 200;
    private static readonly TimeSpan ResetLifetime = TimeSpan.FromDays(3);

    public Task<Account> CreateAsync(string email, string? password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        return guard.ChangeAsync("users.create", EmailAddress.Shorten(email), async () =>
        {
            guard.RequirePlatformOwner();
            var hash = password is null ? null : await HashAsync(password, EmailAddress.Check(email));
            return accounts.Show(await store.ChangeAsync(changes => newAccounts.AddAsync(changes, email, hash)));
        });
    }

    public async Task<Account> GetAsync(string user, CancellationToken cancellationToken) => accounts.Show((await RequireAsync(user, cancellationToken)).Value);

    public async Task<IReadOnlyDictionary<Guid, Account>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        guard.RequireReadScope();
        var found = new Dictionary<Guid, Account>();
        foreach (var id in ids.Distinct())
        {
            if (await accounts.FindAsync(id, cancellationToken) is { } account)
                found[id] = Public(account.Value.Account);
        }

        return found;
    }

    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken)
    {
        guard.RequirePlatformOwner();
        var stored = (await accounts.ListStoredAsync(cancellationToken)).Select(account => accounts.Show(account.Value)).ToList();
        if (!stored.Any(static account => account.IsPlatformOwner))
            stored.Add(accounts.Show((await RequireAsync("~", cancellationToken)).Value));
        return [.. stored.OrderBy(static account => account.Email, StringComparer.OrdinalIgnoreCase)];
    }

    public Task<Account> UpdateAsync(string user, AccountUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var fields = string.Join(", ", new[] { update.Email is null ? null : "e-mail", update.Name is null ? null : "name", update.Password is null ? null : "password" }.OfType<string>());
        return guard.ChangeAsync("users.update", $"{EmailAddress.Shorten(user)}: {fields}", async () =>
        {
            guard.RequireGlobalScope();
            var (known, _) = await RequireAsync(user, cancellationToken);
            CheckFields(known, update);
            await CheckPasswordAsync(known, update);
            var hash = update.Password is null ? null : await HashAsync(update.Password, known.Account.Email);
            return accounts.Show(await store.ChangeAsync(async changes =>
            {
                var (account, version) = await RequireAsync(known.Account.Id.ToString(), CancellationToken.None);
                if (account.PasswordHash != known.PasswordHash)
                    throw new PaasException(PaasErrors.Conflict, "The password was changed at the same time. Try again.");
                var changed = account with
                {
                    Account = account.Account with
                    {
                        Email = update.Email is null ? account.Account.Email : EmailAddress.Check(update.Email),
                        Name = update.Name is null ? account.Account.Name : update.Name.Length == 0 ? null : update.Name,
                        UpdatedAt = time.GetUtcNow(),
                    },
                    PasswordHash = hash ?? account.PasswordHash,
                };
                await MoveEmailAsync(changes, account, changed, version);
                AccountStore.Put(changes, changed, version);
                if (hash is not null)
                    await tokens.RevokeAsync(changes, changed.Account.Id, static authorization => authorization.IsSession);
                return changed;
            }));
        });
    }

    public Task DeleteAsync(string user, CancellationToken cancellationToken) =>
        guard.ChangeAsync("users.delete", EmailAddress.Shorten(user), async () =>
        {
            guard.RequireGlobalScope();
            await removal.DeleteAsync((await RequireAsync(user, cancellationToken)).Value.Account.Id);
            return true;
        });

    public Task<string> CreatePasswordResetAsync(string user, CancellationToken cancellationToken) =>
        guard.ChangeAsync("users.create_password_reset", EmailAddress.Shorten(user), () =>
        {
            guard.RequirePlatformOwner();
            return store.ChangeAsync(async changes =>
            {
                var (account, version) = await RequireAsync(user, CancellationToken.None);
                // The account's id leads to its document; only the random part is secret.
                var secret = AccessToken.New();
                AccountStore.Put(changes, account with { ResetHash = AccessToken.HashOf(secret), ResetExpiresAt = time.GetUtcNow() + ResetLifetime }, version);
                return $"{account.Account.Id:N}.{secret}";
            });
        });

    public async Task<Account> SetPasswordAsync(string reset, string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reset);
        ArgumentNullException.ThrowIfNull(password);
        var parts = reset.Length > AccessToken.MaxLength ? [] : reset.Split('.');
        if (parts is not [var id, var secret] || !Guid.TryParseExact(id, "N", out var account))
            throw UnknownReset();
        var known = await ResettableAsync(account, secret);
        var hash = await HashAsync(password, known.Value.Account.Email);
        return accounts.Show(await store.ChangeAsync(async changes =>
        {
            var (document, version) = await ResettableAsync(account, secret);
            var changed = document with { Account = document.Account with { UpdatedAt = time.GetUtcNow() }, PasswordHash = hash, ResetHash = null, FailedSignIns = 0 };
            AccountStore.Put(changes, changed, version);
            await tokens.RevokeAsync(changes, account, static authorization => authorization.IsSession);
            return changed;
        }));
    }

    private async Task<Versioned<AccountDocument>> ResettableAsync(Guid account, string secret) =>
        await accounts.FindAsync(account, CancellationToken.None) is { Value.ResetHash: { } hash } found && hash == AccessToken.HashOf(secret) && found.Value.ResetExpiresAt > time.GetUtcNow()
            ? found
            : throw UnknownReset();

    private static PaasException UnknownReset() => new(PaasErrors.NotFound, "The invitation or reset is unknown, was used, or is too old. Ask the owner of the platform for a new one.");

    /// <summary>The account that is meant, if the caller may see it: to others, accounts that exist and those that do not are the same.</summary>
    private async Task<Versioned<AccountDocument>> RequireAsync(string user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var caller = guard.Caller;
        var found = user == "~" ? await accounts.FindAsync(caller.AccountId, cancellationToken)
            : Guid.TryParse(user, out var id) ? await accounts.FindAsync(id, cancellationToken)
            : await accounts.FindAsync(user, cancellationToken);
        var seesAll = caller.IsPlatformOwner && caller.Scopes.HasFlag(OAuthScopes.Global);
        return found is not null && (seesAll || found.Value.Account.Id == caller.AccountId) ? found : throw NewAccounts.UserNotFound(user);
    }

    private void CheckFields(AccountDocument account, AccountUpdate update)
    {
        if (update.Name is { } name && (name.Length > MaxNameLength || name.Any(char.IsControl)))
            throw new PaasException(PaasErrors.InvalidParams, $"The name has {name.Length} characters; it has at most {MaxNameLength}, and no line breaks.");
        if (update.Email is { } email && accounts.IsOwner(account.Account) && EmailAddress.Normalize(email) != EmailAddress.Normalize(account.Account.Email))
            throw new PaasException(PaasErrors.InvalidParams, "The e-mail address of the platform's owner is PaasOptions.DefaultActor of the host. Change it there.");
    }

    /// <summary>A stolen token shall not be enough to take the account over. The platform's owner may set others' passwords.</summary>
    private async Task CheckPasswordAsync(AccountDocument account, AccountUpdate update)
    {
        if ((update.Password is null && update.Email is null) || account.PasswordHash is not { } hash || account.Account.Id != guard.Caller.AccountId)
            return;
        var email = account.Account.Email;
        if (!throttle.TryBegin(email, guard.Caller.Address, out var retryAfter))
            throw new PaasException(PaasErrors.RateLimit, FormattableString.Invariant($"There were too many wrong passwords. Try again in {Math.Ceiling(retryAfter.TotalSeconds)} s."));
        if (update.CurrentPassword is not { } current || !await passwords.VerifyAsync(current, hash))
            throw new PaasException(PaasErrors.InvalidParams, "The current password is wrong or missing.");
        throttle.Succeed(email, guard.Caller.Address);
    }

    private async Task MoveEmailAsync(Changes changes, AccountDocument before, AccountDocument after, long version)
    {
        var (old, now) = (EmailAddress.Normalize(before.Account.Email), EmailAddress.Normalize(after.Account.Email));
        if (old == now)
            return;
        if (await accounts.FindAsync(now, CancellationToken.None) is not null)
            throw new PaasException(PaasErrors.InvalidParams, $"The e-mail address {EmailAddress.Shorten(after.Account.Email)} is already taken.");
        if (version != 0)
            changes.Remove(AccessKeys.Email(old)).Put(AccessKeys.Email(now), after.Account.Id, AccessJson.Default.Guid, 0);
    }

    private Task<string> HashAsync(string password, string email)
    {
        PasswordRules.Check(password, email);
        return passwords.HashAsync(password);
    }

    private static Account Public(Account account) => new() { Id = account.Id, Email = account.Email, Name = account.Name, CreatedAt = account.CreatedAt, UpdatedAt = account.UpdatedAt };
}
