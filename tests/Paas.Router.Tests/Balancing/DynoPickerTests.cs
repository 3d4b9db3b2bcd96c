using Paas.Harness;
using Paas.Routing;

namespace Paas.Balancing;

public sealed class DynoPickerTests
{
    private SplitMix _random = new(new Random(1));

    [Theory]
    [InlineData(RouteBalancing.LeastInFlight, 4)]
    [InlineData(RouteBalancing.LeastInFlight, 40)]
    [InlineData(RouteBalancing.Random, 4)]
    [InlineData(RouteBalancing.RoundRobin, 4)]
    public void Pick_Equals_AreTakenEvenly(RouteBalancing balancing, int count)
    {
        var set = new DynoSet(TestDynos.Make(count));
        var counts = new Dictionary<RoutedDyno, int>();
        for (var i = 0; i < count * 1000; i++)
        {
            var dyno = Pick(set, balancing, 0)!;
            counts[dyno] = counts.GetValueOrDefault(dyno) + 1;
        }
        Assert.Equal(count, counts.Count);
        var slack = balancing == RouteBalancing.RoundRobin ? 0 : 150;
        Assert.All(counts.Values, taken => Assert.InRange(taken, 1000 - slack, 1000 + slack));
    }

    [Fact]
    public void Pick_LeastInFlight_TakesOnlyTheIdle()
    {
        var dynos = TestDynos.Make(3);
        dynos[0].Enter();
        dynos[2].Enter();
        for (var i = 0; i < 100; i++)
            Assert.Same(dynos[1], Pick(new DynoSet(dynos), RouteBalancing.LeastInFlight, 0));
    }

    [Fact]
    public void Pick_LeastOfMany_KeepsThemNearlyEven()
    {
        var dynos = TestDynos.Make(100);
        var set = new DynoSet(dynos);
        for (var i = 0; i < 10_000; i++)
            Pick(set, RouteBalancing.LeastInFlight, 0)!.Enter();
        // Drawn at random the fullest of 100 would have about 125 of 100 on average.
        Assert.InRange(dynos.Max(dyno => dyno.InFlight), 100, 106);
    }

    [Fact]
    public void Pick_RoundRobin_GoesAroundAndPastTheQuarantined()
    {
        var dynos = TestDynos.Make(3);
        var set = new DynoSet(dynos);
        var first = Array.IndexOf(dynos, Pick(set, RouteBalancing.RoundRobin, 0));
        Assert.Same(dynos[(first + 1) % 3], Pick(set, RouteBalancing.RoundRobin, 0));
        dynos[(first + 2) % 3].QuarantinedUntil = 10;
        Assert.Same(dynos[first], Pick(set, RouteBalancing.RoundRobin, 0));
    }

    [Theory]
    [InlineData(RouteBalancing.LeastInFlight, 3)]
    [InlineData(RouteBalancing.LeastInFlight, 40)]
    [InlineData(RouteBalancing.Random, 3)]
    [InlineData(RouteBalancing.RoundRobin, 3)]
    public void Pick_QuarantinedUnhealthyFull_AreLeftOut(RouteBalancing balancing, int count)
    {
        var dynos = TestDynos.Make(count, new RouteSettings { MaxInFlightPerDyno = 1 });
        var set = new DynoSet(dynos);
        foreach (var dyno in dynos.AsSpan(1))
            dyno.QuarantinedUntil = 5000;
        for (var i = 0; i < 20; i++)
            Assert.Same(dynos[0], Pick(set, balancing, 4999));
        dynos[0].Enter();
        Assert.Null(DynoPicker.Pick(set, balancing, 4999, ref _random, out var isFull));
        Assert.True(isFull);
        Assert.NotSame(dynos[0], Pick(set, balancing, 5000));
        dynos[0].Leave();
        dynos[0].IsHealthy = false;
        Assert.Null(DynoPicker.Pick(set, balancing, 4999, ref _random, out isFull));
        Assert.False(isFull);
        Assert.Same(dynos[0], DynoPicker.PickAny(dynos, 4999, ref _random));
        Assert.Equal(5000, DynoPicker.FirstRelease(dynos, 4999));
        Assert.Equal(long.MaxValue, DynoPicker.FirstRelease(dynos, 5000));
    }

    [Fact]
    public void Pick_None_IsNull()
    {
        Assert.Null(Pick(DynoSet.Empty, RouteBalancing.LeastInFlight, 0));
        Assert.Null(Pick(DynoSet.Empty, RouteBalancing.Random, 0));
        Assert.Null(Pick(DynoSet.Empty, RouteBalancing.RoundRobin, 0));
    }

    [Fact]
    public void Pick_AllocatesNothing()
    {
        foreach (var balancing in Enum.GetValues<RouteBalancing>())
        {
            foreach (var set in new[] { new DynoSet(TestDynos.Make(5)), new DynoSet(TestDynos.Make(100)) })
            {
                Assert.Equal(0, Allocations.Least(() =>
                {
                    for (var i = 0; i < 1000; i++)
                        Pick(set, balancing, 0);
                }));
            }
        }
    }

    private RoutedDyno? Pick(DynoSet set, RouteBalancing balancing, long now) => DynoPicker.Pick(set, balancing, now, ref _random, out _);
}
