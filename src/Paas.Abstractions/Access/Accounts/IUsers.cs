namespace Paas;

/// <summary>
/// The accounts of a platform. A <c>user</c> is named by id, by e-mail address or as <c>~</c>, the caller. Everybody may read and
/// change themselves; the platform's owner, everybody.
/// </summary>
public interface IUsers
{
    /// <summary>Creates an account. Without a password nobody can sign in to it until <see cref="SetPasswordAsync"/>.</summary>
    /// <param name="email">At most 254 characters, unique regardless of case.</param>
    /// <param name="password">8 to 1,024 characters, or null.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: not an e-mail address, taken, or a weak password. <see cref="PaasErrors.Forbidden"/>: the caller does not own the platform.</exception>
    Task<Account> CreateAsync(string email, string? password = null, CancellationToken cancellationToken = default);

    /// <summary>One account.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: there is none, or it is not the caller's.</exception>
    Task<Account> GetAsync(string user = "~", CancellationToken cancellationToken = default);

    /// <summary>The accounts of these ids that exist, for showing who owns or did something.</summary>
    Task<IReadOnlyDictionary<Guid, Account>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default);

    /// <summary>All accounts, by e-mail address.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Forbidden"/>: the caller does not own the platform.</exception>
    Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes an account.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: a value is illegal or taken, or the current password is wrong.</exception>
    Task<Account> UpdateAsync(string user, AccountUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Removes an account with its tokens, keys and memberships.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: it still owns apps, is the last admin of a team, or owns the platform.</exception>
    Task DeleteAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>
    /// A secret with which somebody who was invited, or forgot the password, sets one; valid once, for 3 days. The host brings it to them.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Forbidden"/>: the caller does not own the platform.</exception>
    Task<string> CreatePasswordResetAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>Sets a password by the secret of <see cref="CreatePasswordResetAsync"/>, and ends the account's sessions. Needs no caller.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: a weak password. <see cref="PaasErrors.NotFound"/>: the secret is unknown, used or too old.</exception>
    Task<Account> SetPasswordAsync(string reset, string password, CancellationToken cancellationToken = default);
}
