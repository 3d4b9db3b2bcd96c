using Paas.Routing;

namespace Paas.Balancing;

public sealed class AppQueueTests
{
    private static readonly RouteSettings One = new() { MaxInFlightPerDyno = 1 };
    private readonly AppState _app = new(Guid.NewGuid(), default);

    [Fact]
    public void Join_Room_IsGrantedInOrderOfArrival()
    {
        var dynos = Serve(TestDynos.Make(2, One));
        var requests = Requests(5);
        Assert.Equal(
            [JoinResult.Granted, JoinResult.Granted, JoinResult.Queued, JoinResult.Queued, JoinResult.Full],
            requests.Select(request => _app.Queue.Join(request, 2, 0)));
        Leave(dynos[1]);
        Assert.Same(dynos[1], requests[2].Granted);
        Assert.Equal(1, _app.Queue.Count);
        Leave(dynos[0]);
        Assert.Same(dynos[0], requests[3].Granted);
        Assert.Equal((1, 1, 0), (dynos[0].InFlight, dynos[1].InFlight, _app.Queue.Count));
    }

    [Fact]
    public void Cancel_Waiting_LetsTheNextMoveUp()
    {
        var dynos = Serve(TestDynos.Make(1, One));
        var requests = Requests(4);
        JoinAll(requests);
        _app.Queue.Cancel(requests[1], 0);
        _app.Queue.Cancel(requests[3], 0);
        Leave(dynos[0]);
        Assert.Null(requests[1].Granted);
        Assert.Same(dynos[0], requests[2].Granted);
        Assert.Equal(0, _app.Queue.Count);
    }

    [Fact]
    public void Cancel_GrantedMeanwhile_GivesThePlaceOn()
    {
        var dynos = Serve(TestDynos.Make(1, One));
        var requests = Requests(3);
        JoinAll(requests);
        Leave(dynos[0]);
        Assert.NotNull(requests[1].Granted);
        _app.Queue.Cancel(requests[1], 0);
        Assert.Same(dynos[0], requests[2].Granted);
        Assert.Equal(1, dynos[0].InFlight);
    }

    [Fact]
    public void View_BringsDyno_OldestGetsIt()
    {
        var dynos = Serve(TestDynos.Make(1, One));
        var requests = Requests(3);
        JoinAll(requests);
        Serve(dynos[0], TestDynos.Make("web.2", One));
        _app.Queue.OnRoom(null, 0);
        Assert.NotNull(requests[1].Granted);
        Assert.Null(requests[2].Granted);
    }

    [Fact]
    public void Rejoin_AfterFailedConnect_KeepsItsRank()
    {
        var dynos = Serve(TestDynos.Make(2, One));
        var requests = Requests(4);
        JoinAll(requests);
        var failed = _app.Queue.TryTake(requests[0])!;
        failed.QuarantinedUntil = 100;
        Leave(failed);
        Assert.Equal(JoinResult.Queued, _app.Queue.Join(requests[0], 0, 0));
        Leave(dynos[0] == failed ? dynos[1] : dynos[0]);
        Assert.NotNull(requests[0].Granted);
        Assert.Null(requests[2].Granted);
        _app.Queue.OnRoom(null, 100);
        Assert.Same(failed, requests[2].Granted);
    }

    [Fact]
    public void Freed_RetiredOrUnhealthy_IsNotGranted()
    {
        var dynos = Serve(TestDynos.Make(2, One));
        var requests = Requests(4);
        JoinAll(requests);
        dynos[0].IsHealthy = false;
        Leave(dynos[0]);
        Assert.Null(requests[2].Granted);
        Serve(dynos[1]);
        dynos[0].Retire();
        dynos[0].IsHealthy = true;
        _app.Queue.OnRoom(dynos[0], 0);
        Assert.Null(requests[2].Granted);
        Leave(dynos[1]);
        Assert.Same(dynos[1], requests[2].Granted);
    }

    [Fact]
    public void Picky_WaitsForItsDyno_OthersGoPast()
    {
        var dynos = Serve(TestDynos.Make(2, One));
        dynos[0].Affinity = 7;
        dynos[1].Affinity = 8;
        var requests = Requests(4);
        requests[2].Wish = new DynoWish(7, SplitSide.None);
        JoinAll(requests);
        Leave(dynos[1]);
        Assert.Null(requests[2].Granted);
        Assert.Same(dynos[1], requests[3].Granted);
        Leave(dynos[0]);
        Assert.Same(dynos[0], requests[2].Granted);
    }

    /// <summary>Random histories: dynos are left, quarantined, retired, brought; requests come, go and take what they got.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomHistory_NoPlaceIsLostOrGivenTwice(int seed)
    {
        var random = new Random(seed);
        var settings = new RouteSettings { MaxInFlightPerDyno = 1 + seed % 3 };
        var dynos = TestDynos.Make(4, settings).ToList();
        Serve([.. dynos]);
        var held = new List<RoutedDyno>();
        var open = new List<QueuedRequest>();
        var now = 0L;
        var taken = 0;
        for (var step = 0; step < 20_000; step++)
        {
            now += random.Next(3);
            switch (random.Next(10))
            {
                case < 4:
                    var request = new QueuedRequest(new FlowSignal());
                    if (_app.Queue.Join(request, 10, now) != JoinResult.Full)
                        open.Add(request);
                    break;
                case < 6 when open.Count > 0:
                    var taker = open[random.Next(open.Count)];
                    if (_app.Queue.TryTake(taker) is { } dyno)
                    {
                        taken++;
                        held.Add(dyno);
                        open.Remove(taker);
                    }
                    break;
                case 6 when open.Count > 0:
                    var leaver = open[random.Next(open.Count)];
                    _app.Queue.Cancel(leaver, now);
                    open.Remove(leaver);
                    break;
                case < 8 when held.Count > 0:
                    var left = held[random.Next(held.Count)];
                    held.Remove(left);
                    left.Leave();
                    _app.Queue.OnRoom(left, now);
                    break;
                case 8 when random.Next(10) == 0:
                    if (dynos.Count > 2)
                    {
                        dynos[0].Retire();
                        dynos.RemoveAt(0);
                    }
                    else
                    {
                        dynos.Add(TestDynos.Make($"web.{step}", settings));
                    }
                    Serve([.. dynos]);
                    _app.Queue.OnRoom(null, now);
                    break;
                case 9 when random.Next(10) == 0:
                    dynos[random.Next(dynos.Count)].QuarantinedUntil = now + 5;
                    break;
            }
            _app.Queue.OnRoom(null, now);

            // Each dyno counts those who hold it or were granted it, and never more than its cap.
            foreach (var each in dynos)
            {
                Assert.Equal(held.Count(other => other == each) + open.Count(other => other.Granted == each), each.InFlight);
                Assert.InRange(each.InFlight, 0, settings.MaxInFlightPerDyno);
            }
            // Nobody waits beside a free place, and nobody was overtaken.
            var waiting = open.Where(each => each.IsWaiting).ToList();
            Assert.Equal(waiting.Count, _app.Queue.Count);
            Assert.All(open, each => Assert.NotEqual(each.IsWaiting, each.Granted is not null));
            Assert.False(waiting.Count > 0 && dynos.Exists(each => each.HasRoom && each.QuarantinedUntil <= now));
            if (waiting.Count > 0)
                Assert.DoesNotContain(open, each => each.Granted is not null && each.Ticket > waiting.Min(other => other.Ticket));
        }
        Assert.True(taken > 200);
    }

    [Fact]
    public async Task ManyThreads_NoPlaceIsLost()
    {
        var dynos = Serve(TestDynos.Make(3, One));
        var most = 0;
        var served = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            var random = new Random(thread);
            var signal = new FlowSignal();
            var request = new QueuedRequest(signal);
            for (var i = 0; i < 5000; i++)
            {
                request.Ticket = 0;
                var gone = false;
                while (_app.Queue.Join(request, 100, 0) != JoinResult.Granted)
                {
                    if (random.Next(4) == 0)
                    {
                        _app.Queue.Cancel(request, 0);
                        gone = true;
                        break;
                    }
                    // A lost place ends here: nobody else wakes us.
                    await signal.WaitAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
                }
                if (gone)
                    continue;
                var dyno = _app.Queue.TryTake(request)!;
                if (dyno.InFlight > 1)
                    Interlocked.Increment(ref most);
                Interlocked.Increment(ref served);
                dyno.Leave();
                _app.Queue.OnRoom(dyno, 0);
            }
        })));
        Assert.Equal((0, 0), (most, _app.Queue.Count));
        Assert.All(dynos, dyno => Assert.Equal(0, dyno.InFlight));
        Assert.True(served > 0);
    }

    private RoutedDyno[] Serve(params RoutedDyno[] dynos)
    {
        _app.View = TestDynos.View(One, dynos);
        return dynos;
    }

    private static QueuedRequest[] Requests(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new QueuedRequest(new FlowSignal()))];

    private void JoinAll(QueuedRequest[] requests)
    {
        foreach (var request in requests)
            Assert.NotEqual(JoinResult.Full, _app.Queue.Join(request, 100, 0));
    }

    private void Leave(RoutedDyno dyno)
    {
        dyno.Leave();
        _app.Queue.OnRoom(dyno, 0);
    }
}
