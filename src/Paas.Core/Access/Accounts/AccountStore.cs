using Microsoft.Extensions.Options;
using Paas.Access.Store;

namespace Paas.Access.Accounts;

/// <summary>Finds and writes accounts. The platform's owner exists without a document until there is something to store.</summary>
internal sealed class AccountStore(AccessStore store, IOptions<PaasOptions> options)
{
    private readonly string _ownerEmail = options.Value.DefaultActor;
    private readonly Guid _derivedOwnerId = AccountIds.OfOwner(options.Value.DefaultActor);

    /// <summary>The caller that a host itself is.</summary>
    public Caller Owner => new() { AccountId = _derivedOwnerId, Email = _ownerEmail, IsPlatformOwner = true };

    public bool IsOwner(Account account) => EmailAddress.Normalize(account.Email) == EmailAddress.Normalize(_ownerEmail);

    /// <summary>The account of this id.</summary>
    public async Task<Versioned<AccountDocument>?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(AccessKeys.Account(id), AccessJson.Default.AccountDocument, cancellationToken) is { } account)
            return account;
        return id == _derivedOwnerId ? await FindAsync(_ownerEmail, cancellationToken) : null;
    }

    /// <summary>The account of this e-mail address, in any case.</summary>
    public async Task<Versioned<AccountDocument>?> FindAsync(string email, CancellationToken cancellationToken)
    {
        var normalized = EmailAddress.Normalize(email);
        if (await store.ReadAsync(AccessKeys.Email(normalized), AccessJson.Default.Guid, cancellationToken) is { } id)
            return await store.ReadAsync(AccessKeys.Account(id.Value), AccessJson.Default.AccountDocument, cancellationToken);
        return normalized == EmailAddress.Normalize(_ownerEmail) ? VirtualOwner() : null;
    }

    public Task<IReadOnlyList<Versioned<AccountDocument>>> ListStoredAsync(CancellationToken cancellationToken) =>
        store.ListAsync(AccessKeys.Accounts, AccessJson.Default.AccountDocument, cancellationToken);

    /// <summary>Adds the writing of an account to a commit; that of a new one takes its e-mail address.</summary>
    public static void Put(Changes changes, AccountDocument account, long version)
    {
        changes.Put(AccessKeys.Account(account.Account.Id), account with { Account = account.Account with { HasPassword = false, TwoFactorEnabled = false, IsPlatformOwner = false } }, AccessJson.Default.AccountDocument, version);
        if (version == 0)
            changes.Put(AccessKeys.Email(EmailAddress.Normalize(account.Account.Email)), account.Account.Id, AccessJson.Default.Guid, 0);
    }

    /// <summary>The public part.</summary>
    public Account Show(AccountDocument account) => account.Account with
    {
        IsPlatformOwner = IsOwner(account.Account),
        HasPassword = account.PasswordHash is not null,
        TwoFactorEnabled = account.SecondFactor is { Enabled: true },
    };

    private Versioned<AccountDocument> VirtualOwner() => new(
        new AccountDocument { Account = new Account { Id = _derivedOwnerId, Email = _ownerEmail, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch } },
        0);
}
