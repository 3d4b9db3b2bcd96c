using System.Collections.Frozen;

namespace Paas.Access.Passwords;

/// <summary>
/// Hashes and verifies passwords, a few at a time: each takes much time and perhaps much memory, on purpose. The first hasher
/// that was registered hashes; each verifies what it made.
/// </summary>
internal sealed class PasswordHashes : IDisposable
{
    private const int MaxWaiting = 100;

    private readonly FrozenDictionary<string, IPasswordHasher> _byName;
    private readonly IPasswordHasher _preferred;
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount));
    private readonly Lazy<Task<string>> _nobody;
    private int _waiting;

    public PasswordHashes(IEnumerable<IPasswordHasher> hashers)
    {
        IPasswordHasher[] all = [.. hashers];
        _preferred = all[0];
        _byName = all.ToFrozenDictionary(static hasher => hasher.Name, StringComparer.Ordinal); // fails on duplicates
        _nobody = new Lazy<Task<string>>(() => HashAsync(Guid.NewGuid().ToString()));
    }

    public Task<string> HashAsync(string password) => InTurnAsync(() => _preferred.Hash(password));

    /// <summary>
    /// Whether the password is right. Where there is no hash, one of nobody's is verified, so that an account that does not
    /// exist, or has no password, takes as long as a wrong password.
    /// </summary>
    public async Task<bool> VerifyAsync(string password, string? encoded)
    {
        var known = encoded is not null;
        encoded ??= await _nobody.Value;
        var tooLong = password.Length > PasswordRules.MaxLength;
        var right = await InTurnAsync(() => HasherOf(encoded).Verify(tooLong ? "" : password, encoded));
        return right && known && !tooLong;
    }

    /// <summary>Whether a hash should be made anew, now that the password is known.</summary>
    public bool IsOutdated(string encoded) => HasherOf(encoded) is var hasher && (hasher != _preferred || hasher.IsOutdated(encoded));

    public void Dispose() => _turns.Dispose();

    private IPasswordHasher HasherOf(string encoded) =>
        encoded.Split('$') is ["", var name, ..] && _byName.TryGetValue(name, out var hasher)
            ? hasher
            : throw new PaasException(PaasErrors.Unavailable, "A stored password hash was made by a hasher that this host does not have. Register it again, or reset the password of the account.");

    private async Task<T> InTurnAsync<T>(Func<T> work)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new PaasException(PaasErrors.RateLimit, "Too many sign in at the same time. Try again in a moment.");
        }

        try
        {
            await _turns.WaitAsync();
            try
            {
                return await Task.Run(work);
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
