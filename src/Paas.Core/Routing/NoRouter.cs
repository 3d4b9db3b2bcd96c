namespace Paas.Routing;

/// <summary>Stands in for a router in a host that has none: dynos run, nobody sends them requests.</summary>
internal sealed class NoRouter : IHttpRouter
{
    public Uri? Address => null;

    public ValueTask UpdateAsync(RouteTable routes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<string?> CheckAsync(Guid dynoId, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public ValueTask DrainAsync(Guid dynoId, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
