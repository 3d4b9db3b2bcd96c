namespace Paas.Access.Guards;

internal sealed class GuardedDomains(IDomains domains, AppGuard guard) : IDomains
{
    public async Task<IReadOnlyList<Domain>> ListAsync(string app, CancellationToken cancellationToken) =>
        await domains.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async Task<Domain> AddAsync(string app, string hostname, CancellationToken cancellationToken) =>
        await domains.AddAsync(await guard.RequireAsync(app, AppAction.ChangeDomains, cancellationToken), hostname, cancellationToken);

    public async Task RemoveAsync(string app, string hostname, CancellationToken cancellationToken) =>
        await domains.RemoveAsync(await guard.RequireAsync(app, AppAction.ChangeDomains, cancellationToken), hostname, cancellationToken);
}
