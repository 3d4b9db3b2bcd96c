namespace Paas;

/// <summary>Finds out who somebody is. Needs no caller; what comes out is one, for <see cref="IPlatform.As(Caller)"/>.</summary>
public interface ISignIn
{
    /// <summary>
    /// By e-mail, password and, where the account has one, second factor. A wrong password and an account that does not exist
    /// are told apart neither by the answer nor by the time that it takes. Guessing is slowed per account and per address.
    /// </summary>
    Task<SignInResult> WithPasswordAsync(PasswordSignIn request, CancellationToken cancellationToken = default);

    /// <summary>Begins a sign-in that is completed in a browser, for a client that cannot ask for a password (<c>heroku login</c>).</summary>
    /// <param name="description">What the session will be called.</param>
    /// <param name="address">Where the client calls from; shown to the person who approves.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.RateLimit"/>: too many wait.</exception>
    Task<BrowserSignIn> BeginInBrowserAsync(string description, string? address = null, CancellationToken cancellationToken = default);

    /// <summary>A sign-in that waits for its approval, without its secret.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: none of this id waits, or its 10 minutes are over.</exception>
    Task<BrowserSignIn> GetInBrowserAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Approves, as the caller, or declines.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task DecideInBrowserAsync(string id, bool approve, CancellationToken cancellationToken = default);

    /// <summary>Waits for the decision. The authorization carries its token, once.</summary>
    /// <param name="id">Id of the sign-in.</param>
    /// <param name="secret">Its secret, which only the client has that began it.</param>
    /// <param name="cancellationToken">Gives up waiting; the client may wait again.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>, also for a wrong secret; <see cref="PaasErrors.Forbidden"/>: it was declined.</exception>
    Task<OAuthAuthorization> WaitInBrowserAsync(string id, string secret, CancellationToken cancellationToken = default);
}
