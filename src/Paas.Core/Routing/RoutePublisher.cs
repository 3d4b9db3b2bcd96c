using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Paas.Engine;

namespace Paas.Routing;

/// <summary>Keeps the route table of all apps and hands each new one to the router, in order.</summary>
internal sealed class RoutePublisher(IHttpRouter router, EngineActivity activity, ILogger<RoutePublisher> logger)
{
    private readonly Mailbox _mailbox = new(activity, logger, maxCommands: int.MaxValue); // one waits per app at most
    private RouteMap _hosts = RouteMap.Empty;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;

    /// <summary>Completes when the router has its first table.</summary>
    public Task Started => _started.Task;

    /// <summary>
    /// Replaces an app's routes. When it returns the router uses them. Before <see cref="StartAsync"/> they are only
    /// collected, so that a start with thousands of apps is one update.
    /// </summary>
    public Task PublishAsync(ImmutableArray<string> oldHosts, ImmutableArray<string> hosts, HttpRoute route) =>
        _mailbox.InvokeAsync(async () =>
        {
            var changed = _hosts;
            foreach (var host in oldHosts)
            {
                // A name may already belong to another app.
                if (!hosts.Contains(host) && changed.TryGetValue(host, out var old) && old.AppId == route.AppId)
                    changed = changed.Remove(host);
            }

            foreach (var host in hosts)
                changed = changed.SetItem(host, route);
            // A table that the router refuses is forgotten, and with it the change that its app will publish again.
            if (_isStarted)
                await router.UpdateAsync(new RouteTable(changed), CancellationToken.None);
            _hosts = changed;
            return true;
        }, CancellationToken.None);

    public Task StartAsync() =>
        _mailbox.InvokeAsync(async () =>
        {
            if (_isStarted)
                return true;
            _isStarted = true;
            await router.UpdateAsync(new RouteTable(_hosts), CancellationToken.None);
            _started.TrySetResult();
            return true;
        }, CancellationToken.None);
}
