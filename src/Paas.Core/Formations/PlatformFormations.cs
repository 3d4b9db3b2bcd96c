using Paas.Apps;
using Paas.Engine;
using Paas.Logs;

namespace Paas.Formations;

internal sealed class PlatformFormations(EngineServices engine, string actor) : IFormations
{
    public async Task<IReadOnlyList<ProcessFormation>> GetAsync(string app, CancellationToken cancellationToken) =>
        Show((await engine.Apps.FindAsync(app, cancellationToken)).Model);

    public Task<IReadOnlyList<ProcessFormation>> UpdateAsync(string app, IReadOnlyList<FormationUpdate> updates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(updates);
        return engine.InvokeAsync(app, async state =>
        {
            var formation = FormationRules.Apply(state.Model.Document.Formation, updates, engine.Sizes);
            var before = state.Model.Document.Formation;
            await engine.Commits.CommitAsync(state, state.Model.Document with { Formation = formation });
            if (updates.Any(static update => update is not { Quantity: null, Delta: null, Size: null }))
                engine.EngineLog.Api(state.Id, FormationRules.Describe(formation, engine.Sizes), actor);
            foreach (var (type, entry) in formation)
            {
                if (entry.HealthCheck != before[type].HealthCheck)
                    Follow(state, type, entry.HealthCheck);
            }
            await engine.Sleeper.WakeAsync(state);
            await engine.Reconciler.ReconcileAsync(state);
            return Show(state.Model);
        }, cancellationToken);
    }

    private void Follow(AppState state, string type, HealthCheck? check)
    {
        engine.EngineLog.Api(state.Id, check is null ? $"Remove health check of {type}" : $"Set health check of {type}", actor);
        foreach (var dyno in state.Model.Dynos)
        {
            if (dyno.Type == type)
                state.ReplaceDyno(HealthRules.Follow(dyno, check));
        }
    }

    private static IReadOnlyList<ProcessFormation> Show(AppModel model) =>
    [
        .. model.Document.Formation.Select(pair => new ProcessFormation(
            pair.Key, model.Current?.Release.Slug?.ProcessTypes.GetValueOrDefault(pair.Key) ?? "", pair.Value.Quantity, pair.Value.Size) { HealthCheck = pair.Value.HealthCheck, Autoscaling = pair.Value.Autoscaling }),
    ];
}
