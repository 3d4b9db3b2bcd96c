namespace Paas;

/// <summary>The release ledger of an app.</summary>
public interface IReleases
{
    /// <summary>Releases, newest first.</summary>
    Task<IReadOnlyList<Release>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>One release.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<Release> GetAsync(string app, int version, CancellationToken cancellationToken = default);

    /// <summary>
    /// Releases container images as they are, pinned to their digests, on a host whose dynos are containers. Runs the release command. The
    /// returned release may be pending; see <see cref="WaitAsync"/>.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: there is no such image, or nothing here runs images.</exception>
    Task<Release> CreateAsync(string app, ImageRelease release, CancellationToken cancellationToken = default);

    /// <summary>
    /// Releases a slug that was built elsewhere, as it is. Runs the release command. The returned release may be pending; see
    /// <see cref="WaitAsync"/>.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the archive cannot be unpacked or is too large, or what is said of it is illegal.</exception>
    Task<Release> CreateFromSlugAsync(string app, SlugRelease release, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a new release with the slug and config vars of an older one (default: the succeeded release before the
    /// current one that has a slug). Runs the release command. The returned release may be pending; see <see cref="WaitAsync"/>.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: there is no such release, it failed or it has no slug.</exception>
    Task<Release> RollbackAsync(string app, int? version = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a new release of what an older one runs, with the config vars of now: for a release whose command failed. Runs the
    /// release command.
    /// </summary>
    /// <param name="app">Name or id.</param>
    /// <param name="version">The older release.</param>
    /// <param name="description">Text of the new one; null for <c>Retry of v48: …</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: no such release. <see cref="PaasErrors.InvalidParams"/>: it has no slug.</exception>
    Task<Release> RetryAsync(string app, int version, string? description = null, CancellationToken cancellationToken = default);

    /// <summary>The release once it is no longer pending.</summary>
    Task<Release> WaitAsync(string app, int version, CancellationToken cancellationToken = default);

    /// <summary>How long requests that woke this release from sleep waited, since the host started.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<WakeTimes> GetWakeTimesAsync(string app, int version, CancellationToken cancellationToken = default);

    /// <summary>The output of the release command, line by line, live until it ends; empty when there was none.</summary>
    IAsyncEnumerable<string> OutputAsync(string app, int version, CancellationToken cancellationToken = default);
}
