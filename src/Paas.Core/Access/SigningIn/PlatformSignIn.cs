using Paas.Access.Guards;

namespace Paas.Access.SigningIn;

internal sealed class PlatformSignIn(PasswordSignIns passwords, BrowserSignIns browsers, AppGuard guard) : ISignIn
{
    public Task<SignInResult> WithPasswordAsync(PasswordSignIn request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Email);
        ArgumentNullException.ThrowIfNull(request.Password);
        return passwords.SignInAsync(request, cancellationToken);
    }

    public Task<BrowserSignIn> BeginInBrowserAsync(string description, string? address, CancellationToken cancellationToken) =>
        Task.FromResult(browsers.Begin(description, address));

    public Task<BrowserSignIn> GetInBrowserAsync(string id, CancellationToken cancellationToken) => Task.FromResult(browsers.Get(id));

    public Task DecideInBrowserAsync(string id, bool approve, CancellationToken cancellationToken)
    {
        var description = browsers.Get(id).Description;
        return guard.ChangeAsync(approve ? "sessions.approve" : "sessions.decline", description, () =>
        {
            guard.RequireGlobalScope();
            browsers.Decide(id, approve ? guard.Caller : null);
            return Task.FromResult(true);
        });
    }

    public Task<OAuthAuthorization> WaitInBrowserAsync(string id, string secret, CancellationToken cancellationToken) => browsers.WaitAsync(id, secret, cancellationToken);
}
