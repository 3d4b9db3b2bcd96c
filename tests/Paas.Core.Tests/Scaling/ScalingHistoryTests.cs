using System.Collections.Immutable;

namespace Paas.Scaling;

public sealed class ScalingHistoryTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly Guid App = Guid.NewGuid();

    [Fact]
    public void Observe_Interval_IsTheDifference()
    {
        var seen = Of((0, 2, Traffic(1_000, 5, 100)), (30, 2, Traffic(1_300, 7, 100)), (60, 2, Traffic(1_600, 11, 100))).Observe(TimeSpan.FromSeconds(20))!;

        Assert.Equal((600, 6, 10, 5), (seen.Requests, seen.Backlog, seen.Completed, seen.CompletedPerDyno));
        Assert.Equal(10.1, seen.Offered, 3);
        Assert.Equal(5, seen.InFlight); // never less; by Little it was 1
        Assert.InRange(seen.Response, 98, 102);
    }

    [Fact]
    public void Observe_OldSamples_AreLeftOut() =>
        Assert.Equal(300, Of((0, 1, Traffic(0, 0)), (10, 1, Traffic(5_000, 0)), (40, 1, Traffic(5_100, 0)), (70, 1, Traffic(5_300, 0))).Observe(Window)!.Requests);

    [Fact]
    public void Observe_AfterTheNumberOfDynosChanged_BeginsAnew()
    {
        var history = Of((0, 1, Traffic(0, 0)), (30, 1, Traffic(5_000, 0)), (40, 2, Traffic(6_000, 0)), (50, 2, Traffic(6_100, 0)));

        Assert.Null(history.Observe(TimeSpan.FromSeconds(20)));
        Assert.Equal(100, history.Observe(TimeSpan.FromSeconds(10))!.Requests);
    }

    [Fact]
    public void Observe_AfterTheRouterCountsAnew_BeginsAnew()
    {
        Assert.Null(Of((0, 1, Traffic(5_000, 0)), (30, 1, Traffic(10, 0, from: 20))).Observe(TimeSpan.FromSeconds(10)));
        Assert.Null(Of((0, 1, Traffic(5_000, 0)), (30, 1, Traffic(10, 0))).Observe(TimeSpan.FromSeconds(10)));
        Assert.Null(Of((0, 1, Traffic(5_000, 0)), (30, 1, null)).Observe(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Observe_FirstRequestsOfAnApp_Count() =>
        Assert.Equal(40, Of((0, 1, null), (30, 1, Traffic(40, 0))).Observe(TimeSpan.FromSeconds(10))!.Requests);

    [Fact]
    public void Observe_OverloadInItsMidst_ShowsWhatADynoCanDo()
    {
        var samples = Enumerable.Range(0, 7).Select(static i => (i * 10, 2, (AppTraffic?)Traffic(i < 4 ? i * 20 : 60 + ((i - 3) * 400), 0))).ToArray();
        var seen = Of(samples).Observe(TimeSpan.FromSeconds(20))!;

        Assert.Equal(20, seen.BestPerDyno);
        Assert.InRange(seen.CompletedPerDyno, 10, 11);
    }

    private static ScalingHistory Of(params (int Seconds, int Serving, AppTraffic? Traffic)[] samples) =>
        samples.Aggregate(ScalingHistory.Empty, static (history, sample) => history.Add(new ScalingSample(TimeSpan.FromSeconds(sample.Seconds), sample.Serving, sample.Traffic, null), Window));

    private static AppTraffic Traffic(long requests, int inFlight, int milliseconds = 10, int from = 0)
    {
        var counts = new long[LatencyBuckets.Count];
        counts[LatencyBuckets.Index(milliseconds * 1000)] = requests;
        return new AppTraffic
        {
            AppId = App,
            From = DateTimeOffset.UnixEpoch.AddSeconds(from),
            At = DateTimeOffset.UnixEpoch,
            InFlight = inFlight,
            Statuses = new StatusCounts(0, 0, requests, 0, 0, 0),
            Errors = ImmutableDictionary<string, long>.Empty,
            Failures = 0,
            Upgrades = 0,
            Retries = 0,
            BytesIn = 0,
            BytesOut = 0,
            Duration = LatencySnapshot.Of(counts),
            Service = LatencySnapshot.Of(counts),
            Queue = LatencySnapshot.Empty,
            Connect = LatencySnapshot.Empty,
            Dynos = [],
        };
    }
}
