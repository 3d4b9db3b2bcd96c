using Paas.Access.Accounts;
using Paas.Access.Guards;
using Paas.Access.SigningIn;
using Paas.Access.Store;

namespace Paas.Access.TwoFactor;

internal sealed class PlatformTwoFactor(AccessStore store, AccountStore accounts, SecondFactorCheck check, SignInThrottle throttle, TimeProvider time, AppGuard guard) : ITwoFactor
{
    private const string Issuer = "Paas";

    public Task<TwoFactorSecret> BeginAsync(CancellationToken cancellationToken) =>
        ChangeAsync("two_factor.begin", account =>
        {
            if (account.SecondFactor is { Enabled: true })
                throw new PaasException(PaasErrors.Conflict, "The second factor is enabled already. Disable it first.");
            var factor = check.Begin(account.Account.Id, out var bytes);
            var secret = Base32.Encode(bytes);
            var label = Uri.EscapeDataString($"{Issuer}:{account.Account.Email}");
            return (account with { SecondFactor = factor }, new TwoFactorSecret(secret, new Uri($"otpauth://totp/{label}?secret={secret}&issuer={Issuer}")));
        });

    public Task<IReadOnlyList<string>> EnableAsync(string code, CancellationToken cancellationToken) =>
        ChangeAsync("two_factor.enable", account => account.SecondFactor is { Enabled: true }
            ? throw new PaasException(PaasErrors.Conflict, "The second factor is enabled already.")
            : WithCodes(account, Taken(account, code) with { Enabled = true }));

    public Task<IReadOnlyList<string>> ReplaceRecoveryCodesAsync(string code, CancellationToken cancellationToken) =>
        ChangeAsync("two_factor.replace_recovery_codes", account => WithCodes(account, Taken(Enabled(account), code)));

    public Task DisableAsync(string code, CancellationToken cancellationToken) =>
        ChangeAsync("two_factor.disable", account =>
        {
            _ = Taken(Enabled(account), code);
            return (account with { SecondFactor = null }, true);
        });

    private async Task<T> ChangeAsync<T>(string what, Func<AccountDocument, (AccountDocument Account, T Result)> change) =>
        await guard.ChangeAsync(what, guard.Caller.Email, () =>
        {
            guard.RequireGlobalScope();
            return store.ChangeAsync(async changes =>
            {
                var (account, version) = await accounts.FindAsync(guard.Caller.AccountId, CancellationToken.None) ?? throw NewAccounts.UserNotFound(guard.Caller.Email);
                var (changed, result) = change(account);
                AccountStore.Put(changes, changed with { Account = changed.Account with { UpdatedAt = time.GetUtcNow() } }, version);
                return result;
            });
        });

    private static (AccountDocument, IReadOnlyList<string>) WithCodes(AccountDocument account, SecondFactor factor)
    {
        factor = SecondFactorCheck.WithRecoveryCodes(factor, out var codes);
        return (account with { SecondFactor = factor }, codes);
    }

    private static AccountDocument Enabled(AccountDocument account) =>
        account.SecondFactor is { Enabled: true } ? account : throw new PaasException(PaasErrors.InvalidParams, "The second factor is not enabled.");

    /// <summary>Guessing is slowed here as at a sign-in: a stolen token shall not find the code by trying.</summary>
    private SecondFactor Taken(AccountDocument account, string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (account.SecondFactor is not { } factor)
            throw new PaasException(PaasErrors.InvalidParams, "No second factor was begun.");
        var email = account.Account.Email;
        if (!throttle.TryBegin(email, null, out var retryAfter))
            throw new PaasException(PaasErrors.RateLimit, FormattableString.Invariant($"There were too many wrong codes. Try again in {Math.Ceiling(retryAfter.TotalSeconds)} s."));
        var taken = check.Take(account.Account.Id, factor, code) ?? throw new PaasException(PaasErrors.InvalidParams, "The code is wrong, or was used before. Wait for the next one.");
        throttle.Succeed(email, null);
        return taken;
    }
}
