namespace Paas;

/// <summary>Builds of an app. One build of an app runs at a time.</summary>
public interface IBuilds
{
    /// <summary>
    /// Starts a build; when it succeeds its slug is released. Returns the pending build, follow it with
    /// <see cref="OutputAsync"/> and <see cref="WaitAsync"/>.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Conflict"/>: another build of the app runs.</exception>
    Task<Build> CreateAsync(string app, BuildSource source, CancellationToken cancellationToken = default);

    /// <summary>One build.</summary>
    Task<Build> GetAsync(string app, Guid build, CancellationToken cancellationToken = default);

    /// <summary>Builds, newest first.</summary>
    Task<IReadOnlyList<Build>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>
    /// The transcript from its beginning, line by line as <c>git push</c> shows it (without "remote: "), live until the
    /// build ends: Heroku's <c>-----&gt; Step</c>, seven spaces of indent for details, <c> !     </c> for errors.
    /// </summary>
    IAsyncEnumerable<string> OutputAsync(string app, Guid build, CancellationToken cancellationToken = default);

    /// <summary>The build once it is no longer pending.</summary>
    Task<Build> WaitAsync(string app, Guid build, CancellationToken cancellationToken = default);

    /// <summary>Ends a running build, which fails. Once it launches its release it can no longer be cancelled.</summary>
    Task CancelAsync(string app, Guid build, CancellationToken cancellationToken = default);

    /// <summary>Forgets what the builds of an app have cached: the next one begins from nothing.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Conflict"/>: a build of the app runs.</exception>
    Task ClearCacheAsync(string app, CancellationToken cancellationToken = default);
}
