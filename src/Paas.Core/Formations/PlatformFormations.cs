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
            await engine.Commits.CommitAsync(state, state.Model.Document with { Formation = formation });
            engine.EngineLog.Api(state.Id, FormationRules.Describe(formation, engine.Sizes), actor);
            await engine.Reconciler.ReconcileAsync(state);
            return Show(state.Model);
        }, cancellationToken);
    }

    private static IReadOnlyList<ProcessFormation> Show(AppModel model) =>
    [
        .. model.Document.Formation.Select(pair => new ProcessFormation(
            pair.Key, model.Current?.Release.Slug?.ProcessTypes.GetValueOrDefault(pair.Key) ?? "", pair.Value.Quantity, pair.Value.Size)),
    ];
}
