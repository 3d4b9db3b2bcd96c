using Microsoft.Extensions.Logging;
using Paas.Access.Accounts;
using Paas.Access.Audit;
using Paas.Access.Passwords;
using Paas.Access.Store;
using Paas.Access.TwoFactor;
using Paas.Engine;

namespace Paas.Access.SigningIn;

/// <summary>Signs in by e-mail, password and second factor.</summary>
internal sealed partial class PasswordSignIns(
    AccessStore store, AccountStore accounts, PasswordHashes passwords, SecondFactorCheck secondFactors, SignInThrottle throttle,
    AuditTrail audit, EngineActivity activity, TimeProvider time, ILogger<PasswordSignIns> logger)
{
    public async Task<SignInResult> SignInAsync(PasswordSignIn request, CancellationToken cancellationToken)
    {
        if (!throttle.TryBegin(request.Email, request.Address, out var retryAfter))
            return LockedOut(retryAfter);
        var found = await accounts.FindAsync(request.Email, cancellationToken);
        if (found is not null && !throttle.TryContinue(found.Value, out retryAfter))
            return LockedOut(retryAfter);

        // Exactly one verification, whether the account exists, has a password, or neither.
        if (!await passwords.VerifyAsync(request.Password, found?.Value.PasswordHash) || found is null)
            return Failed(SignInOutcome.Refused, found?.Value);

        if (found.Value.SecondFactor is not { Enabled: true } factor)
            return await SucceedAsync(request, found.Value.Account.Id, null);
        if (request.SecondFactor is not { Length: > 0 } code)
        {
            throttle.Pause(request.Email, request.Address);
            return new SignInResult(SignInOutcome.SecondFactorNeeded);
        }

        return secondFactors.Take(found.Value.Account.Id, factor, code) is null
            ? Failed(SignInOutcome.SecondFactorNeeded, found.Value)
            : await SucceedAsync(request, found.Value.Account.Id, code);
    }

    /// <summary>Stores that a code was used before anybody learns that it was right; of two that bring the same code, one fails here.</summary>
    private async Task<SignInResult> SucceedAsync(PasswordSignIn request, Guid id, string? code)
    {
        var rehashed = await accounts.FindAsync(id, CancellationToken.None) is { Value.PasswordHash: { } hash } && passwords.IsOutdated(hash) ? (hash, await passwords.HashAsync(request.Password)) : default;
        // Forgotten here before it is in the store: a count that is under way meets either the one or a version that has changed.
        throttle.Succeed(request.Email, request.Address);
        var account = await store.ChangeAsync(async changes =>
        {
            if (await accounts.FindAsync(id, CancellationToken.None) is not var (document, version))
                return null;
            var factor = code is null || document.SecondFactor is null ? document.SecondFactor : secondFactors.Take(id, document.SecondFactor, code);
            if (code is not null && factor is null)
                return null;
            document = document with
            {
                Account = document.Account with { LastSignInAt = time.GetUtcNow() },
                PasswordHash = document.PasswordHash is { } old && old == rehashed.hash ? rehashed.Item2 : document.PasswordHash,
                FailedSignIns = 0,
                SecondFactor = factor,
            };
            AccountStore.Put(changes, document, version);
            return document;
        });
        if (account is null)
            return Failed(SignInOutcome.SecondFactorNeeded, null);

        var caller = new Caller
        {
            AccountId = id,
            Email = account.Account.Email,
            IsPlatformOwner = accounts.IsOwner(account.Account),
            Address = request.Address,
            RequestId = request.RequestId,
        };
        // Wrong attempts are not recorded: anybody could push the rest of the trail out with them.
        audit.End(await audit.BeginAsync(caller, "sign_in.password", null, null), AuditOutcome.Succeeded, null);
        return new SignInResult(SignInOutcome.Succeeded, caller);
    }

    /// <summary>The count is stored in the background: an account that exists shall not take longer by a write to the disk.</summary>
    private SignInResult Failed(SignInOutcome outcome, AccountDocument? account)
    {
        if (account is not null)
        {
            var (id, now) = (account.Account.Id, time.GetUtcNow());
            activity.Run(async () =>
            {
                try
                {
                    await CountAsync(id, now);
                }
                catch (PaasException e)
                {
                    Log.FailureNotStored(logger, id, e);
                }
            });
        }

        return new SignInResult(outcome);
    }

    private Task<bool> CountAsync(Guid id, DateTimeOffset now) => store.ChangeAsync(async changes =>
    {
        // Counts of several attempts may come in any order: the newest time and what is known now win.
        if (await accounts.FindAsync(id, CancellationToken.None) is var (document, version)
            && throttle.Failures(document.Account.Email) is > 0 and var failures && (failures > document.FailedSignIns || now > document.LastFailureAt))
        {
            AccountStore.Put(changes, document with { FailedSignIns = failures, LastFailureAt = now > document.LastFailureAt ? now : document.LastFailureAt }, version);
        }

        return true;
    });

    private static SignInResult LockedOut(TimeSpan retryAfter) => new(SignInOutcome.LockedOut) { RetryAfter = retryAfter };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A wrong sign-in to account {Account} could not be counted in the state store.")]
        public static partial void FailureNotStored(ILogger logger, Guid account, Exception exception);
    }
}
