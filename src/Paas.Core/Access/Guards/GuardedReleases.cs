using System.Runtime.CompilerServices;

namespace Paas.Access.Guards;

internal sealed class GuardedReleases(IReleases releases, AppGuard guard) : IReleases
{
    public async Task<IReadOnlyList<Release>> ListAsync(string app, CancellationToken cancellationToken) =>
        await releases.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async Task<Release> GetAsync(string app, int version, CancellationToken cancellationToken) =>
        await releases.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), version, cancellationToken);

    public Task<Release> RollbackAsync(string app, int? version, CancellationToken cancellationToken) =>
        guard.ChangeAsync("releases.rollback", app, AppAction.Rollback, version is { } v ? FormattableString.Invariant($"v{v}") : null, id => releases.RollbackAsync(id, version, cancellationToken), cancellationToken);

    public Task<Release> CreateAsync(string app, ImageRelease release, CancellationToken cancellationToken) =>
        guard.ChangeAsync("releases.create", app, AppAction.Deploy, release?.Image, id => releases.CreateAsync(id, release!, cancellationToken), cancellationToken);

    public Task<Release> CreateFromSlugAsync(string app, SlugRelease release, CancellationToken cancellationToken) =>
        guard.ChangeAsync("releases.create", app, AppAction.Deploy, release?.Commit, id => releases.CreateFromSlugAsync(id, release!, cancellationToken), cancellationToken);

    public Task<Release> RetryAsync(string app, int version, string? description, CancellationToken cancellationToken) =>
        guard.ChangeAsync("releases.retry", app, AppAction.Rollback, FormattableString.Invariant($"v{version}"), id => releases.RetryAsync(id, version, description, cancellationToken), cancellationToken);

    public async Task<Release> WaitAsync(string app, int version, CancellationToken cancellationToken) =>
        await releases.WaitAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), version, cancellationToken);

    public async Task<WakeTimes> GetWakeTimesAsync(string app, int version, CancellationToken cancellationToken) =>
        await releases.GetWakeTimesAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), version, cancellationToken);

    public async IAsyncEnumerable<string> OutputAsync(string app, int version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = await guard.RequireAsync(app, AppAction.View, cancellationToken);
        await foreach (var line in releases.OutputAsync(id, version, cancellationToken))
            yield return line;
    }
}
