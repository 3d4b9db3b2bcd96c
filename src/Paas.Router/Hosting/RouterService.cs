using Microsoft.Extensions.Hosting;

namespace Paas.Hosting;

/// <summary>Starts and stops the router with its host.</summary>
internal sealed class RouterService(HttpRouter router) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => router.StartAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before the others stop: dynos still answer what is in flight, and a server that feeds us waits for its connections.
    public Task StoppingAsync(CancellationToken cancellationToken) => router.StopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => router.StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
