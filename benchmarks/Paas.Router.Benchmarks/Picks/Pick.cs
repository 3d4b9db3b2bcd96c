using System.Net;
using BenchmarkDotNet.Attributes;
using Paas.Balancing;
using Paas.Routing;

namespace Paas.Picks;

/// <summary>One dyno of an app's, by each policy.</summary>
[MemoryDiagnoser]
public class Pick
{
    private DynoSet _set = DynoSet.Empty;
    private SplitMix _random = new(new Random(1));

    [Params(2, 10, 100)]
    public int Dynos { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new RouterOptions();
        _set = new DynoSet([.. Enumerable.Range(1, Dynos).Select(i =>
            new RoutedDyno(new RouteTarget(Guid.NewGuid(), $"web.{i}", new IPEndPoint(IPAddress.Loopback, 5000 + i)), options))]);
        for (var i = 0; i < _set.Dynos.Length; i++)
        {
            for (var load = i % 3; load > 0; load--)
                _set.Dynos[i].Enter();
        }
    }

    [Benchmark(Baseline = true)]
    public object? RoundRobin() => By(RouteBalancing.RoundRobin);

    [Benchmark]
    public object? Random() => By(RouteBalancing.Random);

    [Benchmark]
    public object? LeastInFlight() => By(RouteBalancing.LeastInFlight);

    private RoutedDyno? By(RouteBalancing balancing) => DynoPicker.Pick(_set, balancing, 0, ref _random, out _);
}
