using System.Collections.Concurrent;
using Paas.Forwarding;

namespace Paas.Routing;

/// <summary>Requests that wait for a dyno. A new table wakes those whose route it changes.</summary>
internal sealed class HeldRequests
{
    private readonly ConcurrentDictionary<HttpExchange, HttpRoute> _held = new();

    public int Count => _held.Count;

    public void Add(HttpExchange exchange, HttpRoute route) => _held[exchange] = route;

    public void Remove(HttpExchange exchange) => _held.TryRemove(exchange, out _);

    public void Wake(RouteTable table)
    {
        foreach (var (exchange, route) in _held)
        {
            if (!ReferenceEquals(RouteIndex.Find(table, exchange.Host), route))
                exchange.Wake();
        }
    }
}
