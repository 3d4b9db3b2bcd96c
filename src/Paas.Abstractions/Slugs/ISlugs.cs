namespace Paas;

/// <summary>What is in the slugs of an app's releases.</summary>
public interface ISlugs
{
    /// <summary>Looks into the slug of a release: files, sizes, bill of materials, what changed.</summary>
    /// <param name="app">Name or id of the app.</param>
    /// <param name="version">Number of the release; null for the current one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaasException">
    /// <see cref="PaasErrors.NotFound"/>: no such release, or it has no slug with files. <see cref="PaasErrors.Unavailable"/>: the
    /// slug is damaged, or not in the store any more.
    /// </exception>
    Task<SlugDetails> GetAsync(string app, int? version = null, CancellationToken cancellationToken = default);

    /// <summary>The files of a release's slug as a <c>.tar.gz</c>, the same bytes each time.</summary>
    /// <param name="app">Name or id of the app.</param>
    /// <param name="version">Number of the release.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaasException">As for <see cref="GetAsync"/>.</exception>
    Task<Stream> OpenArchiveAsync(string app, int version, CancellationToken cancellationToken = default);
}
