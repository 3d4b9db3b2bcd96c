namespace Paas;

/// <summary>The host names of an app. A host name belongs to one app; at most 1,000 per app.</summary>
public interface IDomains
{
    /// <summary>The default name first, then custom ones by name.</summary>
    Task<IReadOnlyList<Domain>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>Adds a custom host name or wildcard.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: not a host name, or another app has it.</exception>
    Task<Domain> AddAsync(string app, string hostname, CancellationToken cancellationToken = default);

    /// <summary>Removes a custom host name.</summary>
    Task RemoveAsync(string app, string hostname, CancellationToken cancellationToken = default);
}
