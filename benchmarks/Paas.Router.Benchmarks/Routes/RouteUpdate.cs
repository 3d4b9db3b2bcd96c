using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Paas.Routing;

namespace Paas.Routes;

/// <summary>One app changes: a new table is made and swapped in; and what a deploy asks of it.</summary>
[MemoryDiagnoser]
public class RouteUpdate
{
    private readonly RouterClock _clock = new(TimeProvider.System);
    private ImmutableDictionary<string, HttpRoute> _dictionary = ImmutableDictionary<string, HttpRoute>.Empty;
    private RouteMap _map = RouteMap.Empty;
    private RouteIndex _index = null!;
    private Guid _dyno;
    private int _next;

    [Params(10, 100_000, 1_000_000)]
    public int Hosts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var routes = SampleRoutes.Make(Hosts);
        _dictionary = ImmutableDictionary.CreateRange(StringComparer.Ordinal, routes);
        _map = RouteMap.Create(routes);
        _index = new RouteIndex(new RouterOptions(), _clock);
        _index.Swap(new RouteTable(_map));
        _dyno = routes[0].Value.Targets[0].DynoId;
        _index.FindTarget(_dyno);
    }

    [Benchmark(Baseline = true)]
    public int SetInImmutableDictionary()
    {
        var (host, route) = Next();
        _dictionary = _dictionary.SetItem(host, route);
        return _dictionary.Count;
    }

    [Benchmark]
    public void Swap()
    {
        var (host, route) = Next();
        _map = _map.SetItem(host, route);
        _index.Swap(new RouteTable(_map));
    }

    [Benchmark]
    public RouteTarget? SwapAndFindDyno()
    {
        Swap();
        return _index.FindTarget(_dyno);
    }

    private (string Host, HttpRoute Route) Next()
    {
        var host = SampleRoutes.Name(_next++ * 10 % Hosts);
        return (host, _map[host] with { Status = RouteStatus.Serving });
    }
}
