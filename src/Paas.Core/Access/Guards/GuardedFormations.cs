using System.Globalization;

namespace Paas.Access.Guards;

internal sealed class GuardedFormations(IFormations formations, AppGuard guard) : IFormations
{
    public async Task<IReadOnlyList<ProcessFormation>> GetAsync(string app, CancellationToken cancellationToken) =>
        await formations.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ProcessFormation>> UpdateAsync(string app, IReadOnlyList<FormationUpdate> updates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(updates);
        return guard.ChangeAsync("formation.update", app, AppAction.Scale, string.Join(", ", updates.Select(Describe)), id => formations.UpdateAsync(id, updates, cancellationToken), cancellationToken);
    }

    /// <summary>As <c>ps:scale</c> takes it: <c>web=2:standard-2x</c>, <c>web+1</c>.</summary>
    private static string Describe(FormationUpdate update)
    {
        var quantity = update switch
        {
            { Quantity: { } absolute } => FormattableString.Invariant($"={absolute}"),
            { Delta: { } delta } => delta.ToString("+0;-0", CultureInfo.InvariantCulture),
            _ => "",
        };
        return update.Type + quantity + (update.Size is null ? "" : $":{update.Size}");
    }
}
