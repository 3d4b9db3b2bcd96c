namespace Paas.Access.Guards;

internal sealed class GuardedDynos(IDynos dynos, AppGuard guard) : IDynos
{
    public async Task<IReadOnlyList<Dyno>> ListAsync(string app, CancellationToken cancellationToken) =>
        await dynos.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async Task RestartAsync(string app, string? selector, CancellationToken cancellationToken) =>
        await dynos.RestartAsync(await guard.RequireAsync(app, AppAction.Restart, cancellationToken), selector, cancellationToken);

    public async Task StopAsync(string app, string selector, CancellationToken cancellationToken) =>
        await dynos.StopAsync(await guard.RequireAsync(app, AppAction.Restart, cancellationToken), selector, cancellationToken);

    public async Task<OneOffDyno> RunAsync(string app, RunRequest request, CancellationToken cancellationToken) =>
        await dynos.RunAsync(await guard.RequireAsync(app, AppAction.Run, cancellationToken), request, cancellationToken);

    public async Task<IDynoConnection> AttachAsync(string app, Guid dynoId, CancellationToken cancellationToken) =>
        await dynos.AttachAsync(await guard.RequireAsync(app, AppAction.Run, cancellationToken), dynoId, cancellationToken);
}
