namespace Paas;

/// <summary>The apps of a platform.</summary>
public interface IApps
{
    /// <summary>Creates an app with its first two releases (v1 "Initial release", v2 "Enable Logplex").</summary>
    /// <param name="name">Its name, or null for a random one such as <c>calm-river-12345</c>.</param>
    /// <param name="cancellationToken">Gives up waiting; a change that was already committed stays.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the name is illegal or taken.</exception>
    Task<App> CreateAsync(string? name = null, CancellationToken cancellationToken = default);

    /// <summary>The app with this name or id.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<App> GetAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>All apps, by name.</summary>
    Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Renames an app, or changes its maintenance mode, buildpacks or stack. Makes no release.</summary>
    Task<App> UpdateAsync(string app, AppUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Stops the app's dynos and removes it with its releases, slugs, logs and repository. Cannot be undone.</summary>
    Task DestroyAsync(string app, CancellationToken cancellationToken = default);
}
