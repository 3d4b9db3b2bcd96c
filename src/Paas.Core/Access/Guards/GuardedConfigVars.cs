using System.Collections.Immutable;

namespace Paas.Access.Guards;

internal sealed class GuardedConfigVars(IConfigVars config, AppGuard guard) : IConfigVars
{
    public async Task<ImmutableSortedDictionary<string, string>> GetAsync(string app, CancellationToken cancellationToken) =>
        await config.GetAsync(await guard.RequireAsync(app, AppAction.ReadConfig, cancellationToken), cancellationToken);

    public async Task<ImmutableSortedDictionary<string, string>> GetForReleaseAsync(string app, int releaseVersion, CancellationToken cancellationToken) =>
        await config.GetForReleaseAsync(await guard.RequireAsync(app, AppAction.ReadConfig, cancellationToken), releaseVersion, cancellationToken);

    public Task<Release?> UpdateAsync(string app, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return guard.ChangeAsync("config.update", app, AppAction.ChangeConfig, string.Join(", ", changes.Keys), id => config.UpdateAsync(id, changes, cancellationToken), cancellationToken);
    }
}
