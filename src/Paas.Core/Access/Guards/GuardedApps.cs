namespace Paas.Access.Guards;

internal sealed class GuardedApps(IApps apps, AppGuard guard) : IApps
{
    private static readonly AppUpdate _nothing = new();

    public async Task<App> CreateAsync(string? name, CancellationToken cancellationToken)
    {
        guard.RequireWriteScope();
        return await apps.CreateAsync(name, cancellationToken);
    }

    public async Task<App> GetAsync(string app, CancellationToken cancellationToken) =>
        await apps.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken) =>
        await guard.VisibleAsync(await apps.ListAsync(cancellationToken), cancellationToken);

    public async Task<App> UpdateAsync(string app, AppUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var id = await guard.RequireAsync(app, AppAction.View, cancellationToken);
        foreach (var action in ActionsOf(update))
            await guard.RequireAsync(id, action, cancellationToken);
        return await apps.UpdateAsync(id, update, cancellationToken);
    }

    public async Task DestroyAsync(string app, CancellationToken cancellationToken) =>
        await apps.DestroyAsync(await guard.RequireAsync(app, AppAction.Destroy, cancellationToken), cancellationToken);

    /// <summary>What an update takes, field by field; a field that is not named here takes what features take.</summary>
    internal static IEnumerable<AppAction> ActionsOf(AppUpdate update)
    {
        if (update.Name is not null)
            yield return AppAction.Rename;
        if (update.Maintenance is not null)
            yield return AppAction.Maintain;
        if (update.Buildpacks is not null || update.Stack is not null)
            yield return AppAction.ChooseBuild;
        if (update.Sleep is not null)
            yield return AppAction.Scale;
        if (update with { Sleep = null, Name = null, Maintenance = null, Buildpacks = null, Stack = null } != _nothing)
            yield return AppAction.ChangeFeatures;
    }
}
