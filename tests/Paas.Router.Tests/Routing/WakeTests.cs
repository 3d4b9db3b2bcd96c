using System.Threading.Channels;
using Paas.Harness;

namespace Paas.Routing;

/// <summary>Requests for apps whose dynos sleep.</summary>
public sealed class WakeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Idle_IsWokenOnce_RequestsWait(int cap)
    {
        using var dyno = new TestDyno().Answer(Ok);
        var waker = new TestWaker();
        await using var router = await TestRouter.StartAsync(waker);
        var settings = new RouteSettings { MaxInFlightPerDyno = cap };
        await router.RouteAsync(Idle(settings));
        var requests = Enumerable.Range(0, 5).Select(_ => router.GetAsync()).ToList();
        Assert.Equal(TestRouter.App, await waker.CalledAsync());
        await WaitingAsync(router, cap, 5);
        await router.RouteAsync(Idle(settings, RouteStatus.Starting));
        await router.RouteAsync(settings, dyno);
        Assert.All(await Task.WhenAll(requests), response => Assert.Equal(200, response.Status));
        Assert.Equal(1, waker.Calls);

        // The next sleep is another one.
        await router.RouteAsync(Idle(settings));
        var late = router.GetAsync();
        await waker.CalledAsync();
        await router.RouteAsync(settings, dyno);
        Assert.Equal(200, (await late).Status);
        Assert.Equal(2, waker.Calls);
    }

    /// <summary>A deploy or a scaling wakes an app, too: no request looked at the table in which it slept.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Idle_DrainedAndBackWithTheSameDyno_ServesOverKeptConnections(int cap)
    {
        using var dyno = new TestDyno().Answer(Ok).Answer(Ok).Answer(Ok);
        await using var router = await TestRouter.StartAsync(new TestWaker());
        var settings = new RouteSettings { MaxInFlightPerDyno = cap };
        await router.RouteAsync(settings, dyno);
        Assert.Equal(200, (await router.GetAsync()).Status);

        await router.RouteAsync(Idle(settings));
        await router.Router.DrainAsync(dyno.Target.DynoId, TestContext.Current.CancellationToken);
        await router.RouteAsync(settings, dyno);

        Assert.Equal(200, (await router.GetAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Status);
        Assert.False(router.Router.Context.Routes.FindDyno(dyno.Target.DynoId)!.IsRetired);
        Assert.Equal(200, (await router.GetAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task Waker_Fails_IsAskedAgainWhileRequestsWait()
    {
        using var dyno = new TestDyno().Answer(Ok);
        var waker = new TestWaker { Failures = 2 };
        await using var router = await TestRouter.StartAsync(waker);
        await router.RouteAsync(Idle(RouteSettings.Default));
        var request = router.GetAsync();
        await router.AdvanceWhileAsync(() => waker.Calls < 3);
        Assert.Equal(3, waker.Calls);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        Assert.Equal(200, (await request).Status);
    }

    [Fact]
    public async Task NeverUp_IsH20()
    {
        await using var router = await TestRouter.StartAsync(new TestWaker());
        await router.RouteAsync(Idle(RouteSettings.Default));
        Assert.Equal(503, (await router.AdvanceUntilAsync(router.GetAsync())).Status);
        Assert.Contains("code=H20", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoWaker_RequestWaitsForTheTable()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(Idle(RouteSettings.Default));
        var request = router.GetAsync();
        await router.HeldAsync();
        await router.RouteAsync(RouteStatus.Serving, dyno);
        Assert.Equal(200, (await request).Status);
    }

    [Fact]
    public async Task QuotaExhausted_IsH82()
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.QuotaExhausted);
        Assert.Equal(503, (await router.GetAsync()).Status);
        Assert.StartsWith("at=info code=H82 desc=\"You've used up your dyno hour pool\" method=GET ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    private static RouteTable Idle(RouteSettings settings, RouteStatus status = RouteStatus.Idle) =>
        TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", status, []) { Settings = settings });

    private static async Task WaitingAsync(TestRouter router, int cap, int count)
    {
        if (cap > 0)
            await router.QueuedAsync(count);
        else
            while (router.Router.Context.Held.Count != count)
                await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    private sealed class TestWaker : IAppWaker
    {
        private readonly Channel<Guid> _calls = Channel.CreateUnbounded<Guid>();
        private int _count;

        public int Failures { get; init; }

        public int Calls => Volatile.Read(ref _count);

        public ValueTask WakeAsync(Guid appId, CancellationToken cancellationToken)
        {
            _calls.Writer.TryWrite(appId);
            if (Interlocked.Increment(ref _count) <= Failures)
                throw new InvalidOperationException("No room.");
            return ValueTask.CompletedTask;
        }

        public async Task<Guid> CalledAsync() =>
            await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }
}
