namespace Paas;

/// <summary>Port: tells who presents a token. The default knows one owner, whose token lies in the data directory.</summary>
public interface IAuthenticator
{
    /// <summary>The name of the token's owner (the actor of what follows), or null when the token is unknown.</summary>
    /// <remarks>Must take the same time for every wrong token.</remarks>
    ValueTask<string?> AuthenticateAsync(string token, CancellationToken cancellationToken);

    /// <summary>Whether this actor may see and change the app.</summary>
    ValueTask<bool> CanAccessAsync(string actor, Guid appId, CancellationToken cancellationToken);
}
