namespace Paas;

/// <summary>The dynos of an app.</summary>
public interface IDynos
{
    /// <summary>Formation dynos and one-off dynos, by name.</summary>
    Task<IReadOnlyList<Dyno>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces dynos by fresh ones, without a gap for web dynos. A crashed dyno starts at once.
    /// </summary>
    /// <param name="app">Name or id.</param>
    /// <param name="selector">A dyno (<c>web.1</c>), a process type (<c>web</c>), or null for all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task RestartAsync(string app, string? selector = null, CancellationToken cancellationToken = default);

    /// <summary>Stops a dyno or all of a process type. Dynos of the formation are replaced; scale to 0 to be rid of them.</summary>
    Task StopAsync(string app, string selector, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a one-off dyno with the current release, detached or waiting for a client (<see cref="RunRequest.Attach"/>).
    /// </summary>
    /// <exception cref="PaasException">
    /// <see cref="PaasErrors.InvalidParams"/>: nothing was deployed yet. <see cref="PaasErrors.NotFound"/>: no dyno
    /// <see cref="RunRequest.Inside"/> runs. <see cref="PaasErrors.RateLimit"/>: the app runs as many one-off dynos as it may.
    /// </exception>
    Task<OneOffDyno> RunAsync(string app, RunRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Connects to a one-off dyno that waits for its client, which starts its process. A dyno takes one client, within 30 s (R13).
    /// A connection without input and output for an hour is closed.
    /// </summary>
    /// <param name="app">Name or id.</param>
    /// <param name="dynoId">The dyno, as <see cref="RunAsync"/> returned it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException">
    /// <see cref="PaasErrors.NotFound"/>: no such dyno waits, or its time is over. <see cref="PaasErrors.Conflict"/>: it has its client.
    /// </exception>
    Task<IDynoConnection> AttachAsync(string app, Guid dynoId, CancellationToken cancellationToken = default);
}
