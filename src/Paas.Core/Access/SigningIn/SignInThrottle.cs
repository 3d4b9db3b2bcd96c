using Paas.Access.Accounts;

namespace Paas.Access.SigningIn;

/// <summary>Slows guessing, per account and per address, whether the account exists or not.</summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    private readonly AttemptCounter _accounts = new(LockOut.FreeForAccount, time);
    private readonly AttemptCounter _addresses = new(LockOut.FreeForAddress, time);

    /// <summary>Begins an attempt, or says how long it must wait.</summary>
    public bool TryBegin(string email, string? address, out TimeSpan retryAfter)
    {
        var addressKey = ClientAddress.KeyOf(address);
        if (addressKey is not null && !_addresses.TryBegin(addressKey, out retryAfter))
            return false;
        if (_accounts.TryBegin(EmailAddress.Normalize(email), out retryAfter))
            return true;
        if (addressKey is not null)
            _addresses.Forgive(addressKey);
        return false;
    }

    /// <summary>What the account's document knows from before this host started. False when the attempt must wait for that.</summary>
    public bool TryContinue(AccountDocument account, out TimeSpan retryAfter)
    {
        var email = EmailAddress.Normalize(account.Account.Email);
        retryAfter = TimeSpan.Zero;
        if (account.FailedSignIns <= _accounts.Failures(email) || time.GetUtcNow() - account.LastFailureAt > LockOut.Memory)
            return true;
        _accounts.Reset(email);
        _accounts.Restore(email, account.FailedSignIns, account.LastFailureAt);
        return _accounts.TryBegin(email, out retryAfter);
    }

    /// <summary>Wrong attempts of the account so far.</summary>
    public int Failures(string email) => _accounts.Failures(EmailAddress.Normalize(email));

    /// <summary>The password was right, but the second factor is still to come.</summary>
    public void Pause(string email, string? address)
    {
        _accounts.Forgive(EmailAddress.Normalize(email));
        if (ClientAddress.KeyOf(address) is { } key)
            _addresses.Forgive(key);
    }

    /// <summary>The attempt was right.</summary>
    public void Succeed(string email, string? address)
    {
        _accounts.Reset(EmailAddress.Normalize(email));
        if (ClientAddress.KeyOf(address) is { } key)
            _addresses.Forgive(key);
    }
}
