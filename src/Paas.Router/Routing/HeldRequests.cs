using Paas.Forwarding;

namespace Paas.Routing;

/// <summary>
/// Requests that wait for a dyno. A new table wakes those whose route it changes; it is asked once for each host, not for
/// each request.
/// </summary>
internal sealed class HeldRequests
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Host> _hosts = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(HttpExchange exchange, HttpRoute route)
    {
        lock (_lock)
        {
            if (!_hosts.TryGetValue(exchange.Host, out var host))
                _hosts.Add(exchange.Host, host = new Host());
            // The newest: who was held under an older one has been woken since.
            host.Route = route;
            if (host.Requests.Add(exchange))
                Volatile.Write(ref _count, _count + 1);
        }
    }

    public void Remove(HttpExchange exchange)
    {
        lock (_lock)
        {
            if (!_hosts.TryGetValue(exchange.Host, out var host) || !host.Requests.Remove(exchange))
                return;
            Volatile.Write(ref _count, _count - 1);
            if (host.Requests.Count == 0)
                _hosts.Remove(exchange.Host);
        }
    }

    public void Wake(RouteTable table)
    {
        // Not without the lock: who is held looks at the table again after it has let go of it.
        lock (_lock)
        {
            foreach (var (name, host) in _hosts)
            {
                if (ReferenceEquals(RouteIndex.Find(table, name), host.Route))
                    continue;
                foreach (var exchange in host.Requests)
                    exchange.Wake();
            }
        }
    }

    private sealed class Host
    {
        public HttpRoute? Route { get; set; }

        public HashSet<HttpExchange> Requests { get; } = [];
    }
}
