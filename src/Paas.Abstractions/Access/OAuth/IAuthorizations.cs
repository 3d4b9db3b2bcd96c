namespace Paas;

/// <summary>
/// The caller's tokens: random, kept only as hashes. An <c>authorization</c> is named by its id, or as <c>~</c>, that of the token
/// of this call. All but reading the latter needs the scope global.
/// </summary>
public interface IAuthorizations
{
    /// <summary>Makes a token, also one that may do less than this call.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: no scope, too long a description, or 500 there already.</exception>
    Task<OAuthAuthorization> CreateAsync(AuthorizationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Tokens that have not ended, by age; sessions are not among them.</summary>
    Task<IReadOnlyList<OAuthAuthorization>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Sessions that have not ended, by age.</summary>
    Task<IReadOnlyList<OAuthAuthorization>> ListSessionsAsync(CancellationToken cancellationToken = default);

    /// <summary>One token's or session's record.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<OAuthAuthorization> GetAsync(string authorization, CancellationToken cancellationToken = default);

    /// <summary>Renames a token.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>, <see cref="PaasErrors.InvalidParams"/>.</exception>
    Task<OAuthAuthorization> UpdateAsync(string authorization, string description, CancellationToken cancellationToken = default);

    /// <summary>Replaces the token by a new one of the same scopes and lifetime; the old one ends at once.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<OAuthAuthorization> RotateAsync(string authorization, CancellationToken cancellationToken = default);

    /// <summary>Ends a token or session at once. Returns its record.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<OAuthAuthorization> RevokeAsync(string authorization, CancellationToken cancellationToken = default);
}
