namespace Paas;

/// <summary>
/// Port: tells who presents a token. The default knows the owner, whose token lies in the data directory, and the tokens of
/// all accounts. A host with an authentication of its own puts it here (<see cref="Caller.FromClaims"/> makes the caller of its user).
/// E-mail address and password of an account that has one are checked by <see cref="ISignIn"/>, not here.
/// </summary>
public interface IAuthenticator
{
    /// <summary>Who presents this token; null when it is unknown, revoked or expired.</summary>
    /// <remarks>Must take the same time for every wrong token.</remarks>
    ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken);
}
