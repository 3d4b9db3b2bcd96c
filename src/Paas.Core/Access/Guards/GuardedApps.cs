namespace Paas.Access.Guards;

internal sealed class GuardedApps(IApps apps, AppGuard guard) : IApps
{
    private static readonly AppUpdate _nothing = new();

    public Task<App> CreateAsync(string? name, CancellationToken cancellationToken) =>
        guard.ChangeAsync("apps.create", name, () =>
        {
            guard.RequireWriteScope();
            return apps.CreateAsync(name, cancellationToken);
        });

    public async Task<App> GetAsync(string app, CancellationToken cancellationToken) =>
        await apps.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken) =>
        await guard.VisibleAsync(await apps.ListAsync(cancellationToken), cancellationToken);

    public Task<App> UpdateAsync(string app, AppUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return guard.ChangeAsync("apps.update", app, [.. ActionsOf(update)], Describe(update), id => apps.UpdateAsync(id, update, cancellationToken), cancellationToken);
    }

    public Task DestroyAsync(string app, CancellationToken cancellationToken) =>
        guard.ChangeAsync("apps.destroy", app, AppAction.Destroy, null, id => apps.DestroyAsync(id, cancellationToken), cancellationToken);

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

    private static string Describe(AppUpdate update) => string.Join(", ", new[]
    {
        update.Name is { } name ? $"name {name}" : null,
        update.Maintenance is { } maintenance ? $"maintenance {(maintenance ? "on" : "off")}" : null,
        update.Stack is { } stack ? $"stack {stack}" : null,
        update.Buildpacks is null ? null : "buildpacks",
        update with { Name = null, Maintenance = null, Buildpacks = null, Stack = null } == _nothing ? null : "features",
    }.OfType<string>());
}
