namespace Paas.Access.Guards;

internal sealed class GuardedFormations(IFormations formations, AppGuard guard) : IFormations
{
    public async Task<IReadOnlyList<ProcessFormation>> GetAsync(string app, CancellationToken cancellationToken) =>
        await formations.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<ProcessFormation>> UpdateAsync(string app, IReadOnlyList<FormationUpdate> updates, CancellationToken cancellationToken) =>
        await formations.UpdateAsync(await guard.RequireAsync(app, AppAction.Scale, cancellationToken), updates, cancellationToken);
}
