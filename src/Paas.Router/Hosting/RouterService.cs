using Microsoft.Extensions.Hosting;

namespace Paas.Hosting;

/// <summary>Starts and stops the router with its host.</summary>
internal sealed class RouterService(HttpRouter router) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => router.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => router.StopAsync(cancellationToken);
}
