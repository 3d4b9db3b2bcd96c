using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Paas.Access.Tokens;

namespace Paas.Access.SigningIn;

/// <summary>The sign-ins that wait for somebody in a browser.</summary>
internal sealed class BrowserSignIns(TokenStore tokens, TimeProvider time)
{
    private const int MaxWaiting = 1_000;
    private const int MaxDescriptionLength = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a session of the command line lasts, as on Heroku.</summary>
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(365);

    private readonly ConcurrentDictionary<string, PendingBrowserSignIn> _waiting = new(StringComparer.Ordinal);

    public BrowserSignIn Begin(string description, string? address)
    {
        ArgumentNullException.ThrowIfNull(description);
        var now = time.GetUtcNow();
        foreach (var over in _waiting.Values.Where(waiting => waiting.SignIn.ExpiresAt <= now))
            _waiting.TryRemove(over.SignIn.Id, out _);
        if (_waiting.Count >= MaxWaiting)
            throw new PaasException(PaasErrors.RateLimit, $"{MaxWaiting} sign-ins wait in browsers already. Try again in a few minutes.");

        var shown = new string([.. description.Where(static c => !char.IsControl(c)).Take(MaxDescriptionLength)]);
        var (id, secret) = (AccessToken.New(), AccessToken.New());
        var signIn = new BrowserSignIn(id, shown, now + Lifetime) { Address = address };
        _waiting[id] = new PendingBrowserSignIn(signIn, AccessToken.HashOf(secret));
        return signIn with { Secret = secret };
    }

    public BrowserSignIn Get(string id) => Find(id).SignIn;

    public void Decide(string id, Caller? approver)
    {
        if (!Find(id).Decision.TrySetResult(approver))
            throw NotFound();
    }

    public async Task<OAuthAuthorization> WaitAsync(string id, string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var pending = Find(id);
        if (secret.Length > AccessToken.MaxLength || AccessToken.HashOf(secret) != pending.SecretHash)
            throw NotFound();

        Caller? approver;
        try
        {
            approver = await pending.Decision.Task.WaitAsync(pending.SignIn.ExpiresAt - time.GetUtcNow(), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw NotFound();
        }

        // Whoever fetches it first has it; a second client with the same secret finds nothing.
        if (Interlocked.Exchange(ref pending.Fetched, 1) == 1)
            throw NotFound();
        _waiting.TryRemove(id, out _);
        if (approver is null)
            throw new PaasException(PaasErrors.Forbidden, "The sign-in was declined in the browser.");
        return await tokens.CreateAsync(approver.AccountId, new AuthorizationRequest { Description = pending.SignIn.Description, Lifetime = SessionLifetime }, isSession: true);
    }

    private PendingBrowserSignIn Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return TryFind(id, out var pending) ? pending : throw NotFound();
    }

    private bool TryFind(string id, [NotNullWhen(true)] out PendingBrowserSignIn? pending) =>
        _waiting.TryGetValue(id, out pending) && pending.SignIn.ExpiresAt > time.GetUtcNow();

    private static PaasException NotFound() => new(PaasErrors.NotFound, "That sign-in is over or unknown. Begin again.");
}
