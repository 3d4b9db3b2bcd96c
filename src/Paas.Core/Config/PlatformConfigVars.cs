using System.Collections.Immutable;
using Paas.Apps;
using Paas.Engine;
using Paas.Releases;

namespace Paas.Config;

internal sealed class PlatformConfigVars(EngineServices engine, string actor) : IConfigVars
{
    public async Task<ImmutableSortedDictionary<string, string>> GetAsync(string app, CancellationToken cancellationToken) =>
        (await engine.Apps.FindAsync(app, cancellationToken)).Model.Config;

    public async Task<ImmutableSortedDictionary<string, string>> GetAsync(string app, int releaseVersion, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var document = await PlatformReleases.ReadAsync(engine.Store, state, releaseVersion, cancellationToken);
        return engine.Commits.Open(state.Id, document.SealedConfig);
    }

    public Task<Release?> UpdateAsync(string app, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return engine.InvokeAsync<Release?>(app, async state =>
        {
            var before = state.Model.Config;
            var after = ConfigRules.Merge(before, changes);
            var set = after.Where(pair => !before.TryGetValue(pair.Key, out var old) || old != pair.Value).Select(static pair => pair.Key).ToList();
            var removed = before.Keys.Where(name => !after.ContainsKey(name)).ToList();
            if (set.Count == 0 && removed.Count == 0)
                return null;

            return await engine.Ledger.AppendAsync(state, actor, new ReleaseChange(ReleaseWording.Config(set, removed)) { Config = after });
        }, cancellationToken);
    }
}
