using Paas.Access.Store;

namespace Paas.Access.Accounts;

/// <summary>Makes accounts, also for those who are invited by their e-mail address.</summary>
internal sealed class NewAccounts(AccountStore accounts, TimeProvider time)
{
    /// <summary>Adds a new account to a commit.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: not an e-mail address, or taken.</exception>
    public async Task<AccountDocument> AddAsync(Changes changes, string email, string? passwordHash)
    {
        var address = EmailAddress.Check(email);
        if (await accounts.FindAsync(address, CancellationToken.None) is not null)
            throw new PaasException(PaasErrors.InvalidParams, $"The e-mail address {EmailAddress.Shorten(address)} is already taken.");
        var now = time.GetUtcNow();
        var account = new AccountDocument
        {
            Account = new Account { Id = Guid.NewGuid(), Email = address, CreatedAt = now, UpdatedAt = now },
            PasswordHash = passwordHash,
        };
        AccountStore.Put(changes, account, 0);
        return account;
    }

    /// <summary>The account that is meant, which is made of an e-mail address that has none.</summary>
    /// <param name="changes">The commit.</param>
    /// <param name="user">E-mail address or id.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: no such id. <see cref="PaasErrors.InvalidParams"/>: not an e-mail address.</exception>
    public async Task<Account> FindOrInviteAsync(Changes changes, string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        if (Guid.TryParse(user, out var id))
            return accounts.Show((await accounts.FindAsync(id, CancellationToken.None) ?? throw UserNotFound(user)).Value);
        return accounts.Show(await accounts.FindAsync(user, CancellationToken.None) is { } known ? known.Value : await AddAsync(changes, user, null));
    }

    public static PaasException UserNotFound(string user) => new(PaasErrors.NotFound, $"Couldn't find that user '{EmailAddress.Shorten(user)}'.");
}
