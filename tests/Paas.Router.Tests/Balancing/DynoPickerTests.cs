using System.Net;
using Microsoft.Extensions.Time.Testing;
using Paas.Routing;

namespace Paas.Balancing;

public sealed class DynoPickerTests
{
    private readonly RouterClock _clock = new(new FakeTimeProvider());

    [Fact]
    public void Pick_Equals_AreDrawnEvenly()
    {
        var dynos = Dynos(4);
        dynos[1].Enter();
        var random = new SplitMix(new Random(1));
        var counts = new Dictionary<RoutedDyno, int>();
        for (var i = 0; i < 3000; i++)
        {
            var dyno = DynoPicker.Pick(dynos, 0, ref random)!;
            counts[dyno] = counts.GetValueOrDefault(dyno) + 1;
        }
        Assert.Equal(3, counts.Count);
        Assert.DoesNotContain(dynos[1], counts.Keys);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Pick_Quarantined_AreLeftOut()
    {
        var dynos = Dynos(3);
        dynos[0].QuarantinedUntil = dynos[1].QuarantinedUntil = 5000;
        dynos[2].Enter();
        var random = new SplitMix(new Random(1));
        Assert.Same(dynos[2], DynoPicker.Pick(dynos, 4999, ref random));
        dynos[2].QuarantinedUntil = 6000;
        Assert.Null(DynoPicker.Pick(dynos, 4999, ref random));
        Assert.Equal(5000, DynoPicker.FirstRelease(dynos));
        Assert.NotSame(dynos[2], DynoPicker.Pick(dynos, 5000, ref random));
    }

    [Fact]
    public void Pick_None_IsNull()
    {
        var random = new SplitMix(new Random(1));
        Assert.Null(DynoPicker.Pick([], 0, ref random));
    }

    private RoutedDyno[] Dynos(int count) =>
        [.. Enumerable.Range(1, count).Select(i =>
            new RoutedDyno(new RouteTarget(Guid.NewGuid(), $"web.{i}", new IPEndPoint(IPAddress.Loopback, i)), new RouterOptions(), _clock))];
}
