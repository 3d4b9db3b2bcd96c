namespace Paas;

/// <summary>The caller's OAuth clients, and grants to any client: authorization code and refresh token of RFC 6749, sections 4.1 and 6.</summary>
public interface IOAuthClients
{
    /// <summary>Registers a client.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the name or address is illegal, or 100 there already.</exception>
    Task<OAuthClient> CreateAsync(string name, Uri redirectUri, CancellationToken cancellationToken = default);

    /// <summary>The caller's clients, by age.</summary>
    Task<IReadOnlyList<OAuthClient>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>A client; its secret only for whoever registered it.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<OAuthClient> GetAsync(Guid client, CancellationToken cancellationToken = default);

    /// <summary>Changes name or address; null leaves it.</summary>
    Task<OAuthClient> UpdateAsync(Guid client, string? name, Uri? redirectUri, CancellationToken cancellationToken = default);

    /// <summary>Gives it a new secret.</summary>
    Task<OAuthClient> RotateAsync(Guid client, CancellationToken cancellationToken = default);

    /// <summary>Removes it; the tokens that were granted to it end.</summary>
    Task<OAuthClient> DeleteAsync(Guid client, CancellationToken cancellationToken = default);

    /// <summary>The caller grants a client access. Returns the code to send to its address; good once, for 5 minutes.</summary>
    Task<string> GrantAsync(Guid client, OAuthScopes scopes, CancellationToken cancellationToken = default);

    /// <summary>Exchanges a code for tokens, which last 8 hours and are refreshed. Needs no caller.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unauthorized"/>: code or secret is wrong, used or too old.</exception>
    Task<OAuthAuthorization> RedeemAsync(string code, string clientSecret, CancellationToken cancellationToken = default);

    /// <summary>Exchanges a refresh token for new tokens; the old ones end. Needs no caller.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unauthorized"/>: refresh token or secret is wrong, or revoked.</exception>
    Task<OAuthAuthorization> RefreshAsync(string refreshToken, string clientSecret, CancellationToken cancellationToken = default);
}
