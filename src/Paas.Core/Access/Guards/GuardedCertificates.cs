namespace Paas.Access.Guards;

internal sealed class GuardedCertificates(ICertificates certificates, AppGuard guard) : ICertificates
{
    public async Task<IReadOnlyList<SniEndpoint>> ListAsync(string app, CancellationToken cancellationToken) =>
        await certificates.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public Task<SniEndpoint> CreateAsync(string app, string chain, string privateKey, CancellationToken cancellationToken) =>
        guard.ChangeAsync("certificates.create", app, AppAction.ChangeDomains, null, id => certificates.CreateAsync(id, chain, privateKey, cancellationToken), cancellationToken);

    public Task<SniEndpoint> UpdateAsync(string app, string endpoint, string chain, string privateKey, CancellationToken cancellationToken) =>
        guard.ChangeAsync("certificates.update", app, AppAction.ChangeDomains, endpoint, id => certificates.UpdateAsync(id, endpoint, chain, privateKey, cancellationToken), cancellationToken);

    public Task<SniEndpoint> DeleteAsync(string app, string endpoint, CancellationToken cancellationToken) =>
        guard.ChangeAsync("certificates.delete", app, AppAction.ChangeDomains, endpoint, id => certificates.DeleteAsync(id, endpoint, cancellationToken), cancellationToken);

    public Task<App> SetAutomaticAsync(string app, bool enabled, CancellationToken cancellationToken) =>
        guard.ChangeAsync("certificates.automatic", app, AppAction.ChangeDomains, enabled ? "on" : "off", id => certificates.SetAutomaticAsync(id, enabled, cancellationToken), cancellationToken);

    public Task<App> RefreshAsync(string app, CancellationToken cancellationToken) =>
        guard.ChangeAsync("certificates.refresh", app, AppAction.ChangeDomains, null, id => certificates.RefreshAsync(id, cancellationToken), cancellationToken);
}
