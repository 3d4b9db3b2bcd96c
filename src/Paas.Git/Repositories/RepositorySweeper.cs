using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Paas.Git.Repositories;

/// <summary>Removes what a crash left in quarantine at start, and repositories once their apps are destroyed.</summary>
internal sealed class RepositorySweeper(
    RepositoryStore repositories, TimeProvider time, ILogger<RepositorySweeper> logger, IStateStore? state = null) : BackgroundService
{
    private const string Prefix = "app/";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        repositories.RemoveLeftovers();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (state is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RemoveOrphansAsync(state, stoppingToken);
                await foreach (var document in state.WatchAsync(Prefix, 0, stoppingToken))
                {
                    if (document.Json is null && Guid.TryParseExact(document.Key.AsSpan(Prefix.Length), "D", out var app))
                        Remove(app);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.SweepFailed(logger, exception);
            }

            await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    private async Task RemoveOrphansAsync(IStateStore store, CancellationToken cancellationToken)
    {
        List<Guid> orphans = [];
        var known = 0;
        foreach (var app in repositories.List())
        {
            if (await store.GetAsync(Prefix + app, cancellationToken) is null)
                orphans.Add(app);
            else
                known++;
        }

        // A store that knows none of them is more likely the wrong store than one whose every app was destroyed.
        if (known == 0)
        {
            if (orphans.Count > 0)
                Log.OrphansKept(logger, orphans.Count);
            return;
        }

        foreach (var app in orphans)
            Remove(app);
    }

    private void Remove(Guid app)
    {
        repositories.Delete(app);
        Log.RepositoryRemoved(logger, app);
    }
}
