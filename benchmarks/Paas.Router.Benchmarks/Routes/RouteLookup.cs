using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;

namespace Paas.Routes;

/// <summary>The route of a host, each time of another one, so that nothing is in the processor's caches at a million.</summary>
[MemoryDiagnoser]
public class RouteLookup
{
    private const int Asked = 8192;
    private readonly string[] _exact = new string[Asked];
    private readonly string[] _wild = new string[Asked];
    private readonly string[] _none = new string[Asked];
    private ImmutableDictionary<string, HttpRoute> _dictionary = ImmutableDictionary<string, HttpRoute>.Empty;
    private RouteMap _map = RouteMap.Empty;
    private int _next;

    [Params(10, 10_000, 1_000_000)]
    public int Hosts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var routes = SampleRoutes.Make(Hosts);
        _dictionary = ImmutableDictionary.CreateRange(StringComparer.Ordinal, routes);
        _map = RouteMap.Create(routes);
        var random = new Random(1);
        for (var i = 0; i < Asked; i++)
        {
            // 0 to 8, and the wildcard 9.
            var ten = random.Next(Hosts / 10) * 10;
            _exact[i] = SampleRoutes.Name(ten + random.Next(9));
            _wild[i] = "www." + SampleRoutes.Name(ten + 9);
            _none[i] = "no-" + SampleRoutes.Name(ten);
        }
    }

    [Benchmark(Baseline = true)]
    public HttpRoute? ExactImmutableDictionary() => Found(FindInDictionary(Next(_exact)));

    [Benchmark]
    public HttpRoute? Exact() => Found(_map.Find(Next(_exact)));

    [Benchmark]
    public HttpRoute? WildcardImmutableDictionary() => Found(FindInDictionary(Next(_wild)));

    [Benchmark]
    public HttpRoute? Wildcard() => Found(_map.Find(Next(_wild)));

    [Benchmark]
    public HttpRoute? MissImmutableDictionary() => FindInDictionary(Next(_none));

    [Benchmark]
    public HttpRoute? Miss() => _map.Find(Next(_none));

    private static HttpRoute Found(HttpRoute? route) => route ?? throw new InvalidOperationException("Not found.");

    private string Next(string[] names) => names[_next++ & (Asked - 1)];

    private HttpRoute? FindInDictionary(string host)
    {
        if (_dictionary.TryGetValue(host, out var route))
            return route;
        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (_dictionary.TryGetValue(string.Concat("*", host.AsSpan(dot)), out route))
                return route;
        }
        return null;
    }
}
