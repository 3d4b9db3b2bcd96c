namespace Paas.Access.Guards;

internal sealed class GuardedDynos(IDynos dynos, AppGuard guard) : IDynos
{
    public async Task<IReadOnlyList<Dyno>> ListAsync(string app, CancellationToken cancellationToken) =>
        await dynos.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public Task RestartAsync(string app, string? selector, CancellationToken cancellationToken) =>
        guard.ChangeAsync("dynos.restart", app, AppAction.Restart, selector, id => dynos.RestartAsync(id, selector, cancellationToken), cancellationToken);

    public Task StopAsync(string app, string selector, CancellationToken cancellationToken) =>
        guard.ChangeAsync("dynos.stop", app, AppAction.Restart, selector, id => dynos.StopAsync(id, selector, cancellationToken), cancellationToken);

    // The command is not recorded: people put passwords into it.
    public Task<OneOffDyno> RunAsync(string app, RunRequest request, CancellationToken cancellationToken) =>
        guard.ChangeAsync("dynos.run", app, AppAction.Run, null, id => dynos.RunAsync(id, request, cancellationToken), cancellationToken);

    public Task<IDynoConnection> AttachAsync(string app, Guid dynoId, CancellationToken cancellationToken) =>
        guard.ChangeAsync("dynos.attach", app, AppAction.Run, dynoId.ToString(), id => dynos.AttachAsync(id, dynoId, cancellationToken), cancellationToken);
}
