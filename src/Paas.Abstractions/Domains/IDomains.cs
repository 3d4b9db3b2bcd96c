namespace Paas;

/// <summary>The host names of an app. A host name belongs to one app; at most 1,000 per app.</summary>
public interface IDomains
{
    /// <summary>The default name first, then custom ones by name.</summary>
    Task<IReadOnlyList<Domain>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>Adds a custom host name or wildcard.</summary>
    /// <param name="app">Name or id.</param>
    /// <param name="hostname">The host name.</param>
    /// <param name="sniEndpoint">Name or id of the certificate that it uses, see <see cref="ICertificates"/>; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: not a host name, another app has it, or the certificate is not for it.</exception>
    Task<Domain> AddAsync(string app, string hostname, string? sniEndpoint = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a custom host name use another certificate.</summary>
    /// <param name="app">Name or id.</param>
    /// <param name="hostname">The host name.</param>
    /// <param name="sniEndpoint">Name or id of the certificate; null for none, or an automatic one where the app has that.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<Domain> UpdateAsync(string app, string hostname, string? sniEndpoint, CancellationToken cancellationToken = default);

    /// <summary>Removes a custom host name.</summary>
    Task RemoveAsync(string app, string hostname, CancellationToken cancellationToken = default);
}
