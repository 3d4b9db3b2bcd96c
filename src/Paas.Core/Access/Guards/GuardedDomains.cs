namespace Paas.Access.Guards;

internal sealed class GuardedDomains(IDomains domains, AppGuard guard) : IDomains
{
    public async Task<IReadOnlyList<Domain>> ListAsync(string app, CancellationToken cancellationToken) =>
        await domains.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public Task<Domain> AddAsync(string app, string hostname, string? sniEndpoint, CancellationToken cancellationToken) =>
        guard.ChangeAsync("domains.add", app, AppAction.ChangeDomains, hostname, id => domains.AddAsync(id, hostname, sniEndpoint, cancellationToken), cancellationToken);

    public Task<Domain> UpdateAsync(string app, string hostname, string? sniEndpoint, CancellationToken cancellationToken) =>
        guard.ChangeAsync("domains.update", app, AppAction.ChangeDomains, hostname, id => domains.UpdateAsync(id, hostname, sniEndpoint, cancellationToken), cancellationToken);

    public Task RemoveAsync(string app, string hostname, CancellationToken cancellationToken) =>
        guard.ChangeAsync("domains.remove", app, AppAction.ChangeDomains, hostname, id => domains.RemoveAsync(id, hostname, cancellationToken), cancellationToken);
}
