using CsCheck;
using Paas.Harness;

namespace Paas.Routing;

public sealed class RouteMapTests
{
    private static readonly HttpRoute[] Routes =
        [.. Enumerable.Range(0, 4).Select(i => new HttpRoute(Guid.NewGuid(), $"app{i}", RouteStatus.Serving, []))];

    // Few names, so that they are set, replaced and removed again; enough to split leaves.
    private static readonly Gen<string> Host = Gen.Select(Gen.Int[0, 150], Gen.Bool, (n, wild) => wild ? $"*.h{n}.example.com" : $"h{n}.example.com");

    private static readonly Gen<(string Host, int Route)[]> Steps = Gen.Select(Host, Gen.Int[-2, 3]).Array[0, 600];

    [Fact]
    public void Changes_AnyHistory_IsAsADictionary() => Steps.Sample(steps =>
    {
        var (map, expected) = Play(RouteMap.Empty, new Dictionary<string, HttpRoute>(), steps);
        AssertSame(expected, map);
        AssertSame(expected, RouteMap.Create(expected));
    }, iter: 200);

    [Fact]
    public void ChangesSince_AnyTwoMaps_AreTheirDifference() => Gen.Select(Steps, Steps, Gen.Bool).Sample((first, second, related) =>
    {
        var (before, old) = Play(RouteMap.Empty, new Dictionary<string, HttpRoute>(), first);
        var (after, present) = related ? Play(before, new Dictionary<string, HttpRoute>(old), second) : Play(RouteMap.Empty, [], second);
        Assert.Equal(Difference(old, present), after.ChangesSince(before).Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(Difference(present, old), before.ChangesSince(after).Select(Text).Order(StringComparer.Ordinal));
        Assert.Empty(after.ChangesSince(after));
        // The old map is as it was.
        AssertSame(old, before);
    }, iter: 200);

    [Fact]
    public void Create_OneNameManyTimes_TheLastStays()
    {
        var pairs = Enumerable.Range(0, 101).Select(i => KeyValuePair.Create("a.example.com", Routes[i % 4])).ToList();
        pairs.Add(KeyValuePair.Create("*.example.com", Routes[1]));
        var map = RouteMap.Create(pairs);
        Assert.Equal(2, map.Count);
        Assert.Same(Routes[0], map["a.example.com"]);
    }

    [Fact]
    public void SetItem_SameRoute_IsTheSameMap()
    {
        var map = RouteMap.Empty.SetItem("a", Routes[0]).SetItem("*.a", Routes[0]);
        Assert.Same(map, map.SetItem("a", Routes[0]));
        Assert.Same(map, map.SetItem("*.a", Routes[0]));
        Assert.Same(map, map.Remove("b"));
        Assert.Same(map, map.Remove("*.b"));
    }

    [Fact]
    public void Add_HostOfAnotherRoute_IsRefused()
    {
        var map = RouteMap.Empty.Add("a.example.com", Routes[0]).Add("a.example.com", Routes[0]);
        Assert.Contains("a.example.com", Assert.Throws<ArgumentException>(() => map.Add("a.example.com", Routes[1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => map.AddRange([KeyValuePair.Create("a.example.com", Routes[1])]));
    }

    [Theory]
    [InlineData("a.b.example.com", "deep")]
    [InlineData("x.a.b.example.com", "deep")]
    [InlineData("b.example.com", "wide")]
    [InlineData("x.example.com", "wide")]
    [InlineData("example.com", null)]
    [InlineData(".example.com", "wide")]
    [InlineData("*.example.com", "wide")]
    [InlineData("com", null)]
    [InlineData(".", null)]
    [InlineData("..", null)]
    [InlineData("", null)]
    public void Find_Wildcards_NearestWins(string host, string? app)
    {
        var map = RouteMap.Empty
            .SetItem("*.example.com", Routes[0] with { AppName = "wide" })
            .SetItem("*.b.example.com", Routes[0] with { AppName = "deep" });
        Assert.Equal(app, map.Find(host)?.AppName);
    }

    [Fact]
    public void Find_ManyHosts_AllocatesNothing()
    {
        var map = RouteMap.Create(Enumerable.Range(0, 10_000).Select(i => KeyValuePair.Create($"{(i % 2 == 0 ? "" : "*.")}h{i}.example.com", Routes[0])));
        var hosts = Enumerable.Range(0, 10_000).Select(i => i % 2 == 0 ? $"h{i}.example.com" : $"www.h{i}.example.com").ToArray();
        var found = 0;
        Assert.Equal(0, Allocations.Least(() =>
        {
            found = 0;
            foreach (var host in hosts)
                found += map.Find(host) is null ? 0 : 1;
        }));
        Assert.Equal(10_000, found);
    }

    private static (RouteMap Map, Dictionary<string, HttpRoute> Expected) Play(
        RouteMap map, Dictionary<string, HttpRoute> expected, (string Host, int Route)[] steps)
    {
        foreach (var (host, route) in steps)
        {
            if (route < 0)
            {
                map = map.Remove(host);
                expected.Remove(host);
            }
            else
            {
                map = map.SetItem(host, Routes[route]);
                expected[host] = Routes[route];
            }
        }
        return (map, expected);
    }

    private static void AssertSame(Dictionary<string, HttpRoute> expected, RouteMap map)
    {
        Assert.Equal(expected.Count, map.Count);
        Assert.Equal(Texts(expected), Texts(map));
        for (var i = 0; i <= 150; i++)
        {
            foreach (var host in new[] { $"h{i}.example.com", $"*.h{i}.example.com" })
            {
                Assert.Equal(expected.TryGetValue(host, out var route), map.TryGetValue(host, out var found));
                Assert.Same(route, found);
            }
            Assert.Same(expected.GetValueOrDefault($"*.h{i}.example.com"), map.Find($"www.h{i}.example.com"));
        }
    }

    private static IEnumerable<string> Texts(IEnumerable<KeyValuePair<string, HttpRoute>> pairs) =>
        pairs.Select(pair => $"{pair.Key} {pair.Value.AppName}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Difference(Dictionary<string, HttpRoute> old, Dictionary<string, HttpRoute> present) =>
        old.Keys.Union(present.Keys)
            .Select(host => new RouteChange(host, old.GetValueOrDefault(host), present.GetValueOrDefault(host)))
            .Where(change => !ReferenceEquals(change.Before, change.After))
            .Select(Text).Order(StringComparer.Ordinal);

    private static string Text(RouteChange change) => $"{change.Host} {change.Before?.AppName} {change.After?.AppName}";
}
