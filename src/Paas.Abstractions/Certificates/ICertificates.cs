namespace Paas;

/// <summary>The certificates of an app. Which host name uses which: <see cref="IDomains"/>. At most 100 that were added by hand.</summary>
/// <remarks>Source: Platform API, <c>sni-endpoint</c>; devcenter.heroku.com/articles/ssl, …/automated-certificate-management.</remarks>
public interface ICertificates
{
    /// <summary>All of an app, by name.</summary>
    Task<IReadOnlyList<SniEndpoint>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>Adds a certificate. No host name uses it yet.</summary>
    /// <param name="app">Name or id.</param>
    /// <param name="chain">The certificate and its intermediates in PEM form, in any order.</param>
    /// <param name="privateKey">Its private key in PEM form (PKCS#8, PKCS#1 or SEC1), without passphrase. It is sealed at rest.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: it cannot be used; the message says why and what to do.</exception>
    Task<SniEndpoint> CreateAsync(string app, string chain, string privateKey, CancellationToken cancellationToken = default);

    /// <summary>Replaces a certificate; the host names that use it go on with the new one at once.</summary>
    /// <param name="app">Name or id.</param>
    /// <param name="endpoint">Name or id of the endpoint.</param>
    /// <param name="chain">As in <see cref="CreateAsync"/>; it must be for all host names that use the endpoint.</param>
    /// <param name="privateKey">As in <see cref="CreateAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<SniEndpoint> UpdateAsync(string app, string endpoint, string chain, string privateKey, CancellationToken cancellationToken = default);

    /// <summary>Removes a certificate; host names that used it have none.</summary>
    Task<SniEndpoint> DeleteAsync(string app, string endpoint, CancellationToken cancellationToken = default);

    /// <summary>
    /// Switches automated certificate management: each custom host name that uses no other certificate gets one from
    /// <see cref="ICertificateIssuer"/>, which is renewed a month before it ends. Off removes those certificates.
    /// </summary>
    Task<App> SetAutomaticAsync(string app, bool enabled, CancellationToken cancellationToken = default);

    /// <summary>Tries those host names again for which automated certificate management gave up.</summary>
    Task<App> RefreshAsync(string app, CancellationToken cancellationToken = default);
}
