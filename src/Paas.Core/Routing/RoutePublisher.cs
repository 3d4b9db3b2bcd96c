using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Paas.Engine;

namespace Paas.Routing;

/// <summary>Keeps the route table of all apps and hands each new one to the router, in order.</summary>
internal sealed class RoutePublisher(IHttpRouter router, EngineActivity activity, ILogger<RoutePublisher> logger)
{
    private readonly Mailbox _mailbox = new(activity, logger, maxCommands: int.MaxValue); // one waits per app at most
    private ImmutableDictionary<string, HttpRoute>.Builder? _loading = RouteTable.Empty.Hosts.ToBuilder();
    private RouteTable _table = RouteTable.Empty;

    /// <summary>
    /// Replaces an app's routes. When it returns the router uses them. Before <see cref="StartAsync"/> they are only
    /// collected, so that a start with thousands of apps is one update.
    /// </summary>
    public Task PublishAsync(ImmutableArray<string> oldHosts, ImmutableArray<string> hosts, HttpRoute route) =>
        _mailbox.InvokeAsync(async () =>
        {
            var table = _loading ?? _table.Hosts.ToBuilder();
            foreach (var host in oldHosts)
            {
                // A name may already belong to another app.
                if (!hosts.Contains(host) && table.TryGetValue(host, out var old) && old.AppId == route.AppId)
                    table.Remove(host);
            }

            foreach (var host in hosts)
                table[host] = route;
            if (_loading is null)
                await UpdateAsync(table.ToImmutable());
            return true;
        }, CancellationToken.None);

    public Task StartAsync() =>
        _mailbox.InvokeAsync(async () =>
        {
            var table = _loading;
            _loading = null;
            if (table is not null)
                await UpdateAsync(table.ToImmutable());
            return true;
        }, CancellationToken.None);

    /// <summary>A table that the router refused is forgotten, and with it the change that its app will publish again.</summary>
    private async ValueTask UpdateAsync(ImmutableDictionary<string, HttpRoute> hosts)
    {
        var table = new RouteTable(hosts);
        await router.UpdateAsync(table, CancellationToken.None);
        _table = table;
    }
}
