using System.Runtime.CompilerServices;

namespace Paas.Access.Guards;

internal sealed class GuardedBuilds(IBuilds builds, AppGuard guard) : IBuilds
{
    public Task<Build> CreateAsync(string app, BuildSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return guard.ChangeAsync("builds.create", app, AppAction.Deploy, source.Version, id => builds.CreateAsync(id, source, cancellationToken), cancellationToken);
    }

    public async Task<Build> GetAsync(string app, Guid build, CancellationToken cancellationToken) =>
        await builds.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), build, cancellationToken);

    public async Task<IReadOnlyList<Build>> ListAsync(string app, CancellationToken cancellationToken) =>
        await builds.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<string> OutputAsync(string app, Guid build, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = await guard.RequireAsync(app, AppAction.View, cancellationToken);
        await foreach (var line in builds.OutputAsync(id, build, cancellationToken))
            yield return line;
    }

    public async Task<Build> WaitAsync(string app, Guid build, CancellationToken cancellationToken) =>
        await builds.WaitAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), build, cancellationToken);

    public Task ClearCacheAsync(string app, CancellationToken cancellationToken) =>
        guard.ChangeAsync("builds.clear-cache", app, AppAction.Deploy, null, id => builds.ClearCacheAsync(id, cancellationToken), cancellationToken);

    public Task CancelAsync(string app, Guid build, CancellationToken cancellationToken) =>
        guard.ChangeAsync("builds.cancel", app, AppAction.Deploy, build.ToString(), id => builds.CancelAsync(id, build, cancellationToken), cancellationToken);
}
