using Paas.Harness;

namespace Paas.Hardening;

/// <summary>Dynos that die or are replaced under load, over sockets, with counted requests instead of time.</summary>
public sealed class KilledDynoTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 1\r\n\r\nx";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_UnderLoad_FailsNoIdempotentRequest()
    {
        await using var router = await TestRouter.StartAsync();
        var present = Enumerable.Range(1, 3).Select(i => new TestDyno($"web.{i}").Answer(Ok)).ToList();
        await router.RouteAsync(RouteStatus.Serving, [.. present]);
        await using var load = new Load(router, index => index % 2 == 0 ? Get : "DELETE /x HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        for (var round = 0; round < 12; round++)
        {
            await load.AnsweredAsync(50);
            // Nobody has told the router: it learns by what breaks. Only later comes the table without it, then the new one.
            var killed = present[round % 3];
            killed.Kill();
            await load.AnsweredAsync(50);
            await router.RouteAsync(RouteStatus.Serving, [.. present.Where(dyno => dyno != killed)]);
            present[round % 3] = new TestDyno(killed.Target.Name).Answer(Ok);
            await router.RouteAsync(RouteStatus.Serving, [.. present]);
        }
        await load.AnsweredAsync(50);
        Assert.All(present, dyno => Assert.True(dyno.Connections > 0));
    }

    [Fact]
    public async Task RollingReplace_OfThree_FailsNoRequestAtAll()
    {
        await using var router = await TestRouter.StartAsync();
        var present = Enumerable.Range(1, 3).Select(i => new TestDyno($"web.{i}").Answer(Ok)).ToList();
        await router.RouteAsync(RouteStatus.Serving, [.. present]);
        await using var load = new Load(router, index => index % 2 == 0 ? Get : Post);
        for (var round = 0; round < 12; round++)
        {
            await load.AnsweredAsync(30);
            var old = present[round % 3];
            present[round % 3] = new TestDyno(old.Target.Name).Answer(Ok);
            await router.RouteAsync(RouteStatus.Serving, [.. present, old]);
            Assert.Null(await router.Router.CheckAsync(present[round % 3].Target.DynoId, Token));
            await router.RouteAsync(RouteStatus.Serving, [.. present]);
            await router.Router.DrainAsync(old.Target.DynoId, Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
            old.Kill();
        }
        await load.AnsweredAsync(30);
    }

    [Fact]
    public async Task ClosedWithoutByte_OtherDynoThere_GoesThere()
    {
        using var one = new TestDyno("web.1");
        using var two = new TestDyno("web.2");
        await using var router = await TestRouter.StartAsync(one, two);
        var request = router.GetAsync();
        var (ofOne, ofTwo) = (one.AcceptedAsync(), two.AcceptedAsync());
        var first = await Task.WhenAny(ofOne, ofTwo);
        using var server = await first;
        await server.ReadAsync();
        server.Reset();
        using var other = await (first == ofOne ? ofTwo : ofOne);
        await other.ReadAsync();
        await other.SendAsync(Ok);
        Assert.Equal("ok", (await request).Body);
        Assert.Contains(first == ofOne ? " dyno=web.2 " : " dyno=web.1 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosedWithoutByte_Post_IsH13()
    {
        using var one = new TestDyno("web.1");
        using var two = new TestDyno("web.2");
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(RouteStatus.Serving, one, two);
        var request = router.SendAsync(Post);
        using var server = await await Task.WhenAny(one.AcceptedAsync(), two.AcceptedAsync());
        await server.ReadAsync();
        server.Reset();
        Assert.Equal(503, (await request).Status);
        Assert.Contains("code=H13", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, one.Connections + two.Connections);
    }

    [Fact]
    public async Task RequestThatKillsDynos_MeetsThreeAtMost()
    {
        var dynos = Enumerable.Range(1, 5).Select(i => new TestDyno($"web.{i}")).ToArray();
        await using var router = await TestRouter.StartAsync(dynos);
        var request = router.GetAsync();
        var closing = Task.WhenAll(dynos.Select(async dyno =>
        {
            using var server = await dyno.AcceptedAsync();
            await server.ReadAsync();
            server.Reset();
        }));
        Assert.Equal(503, (await request).Status);
        Assert.Contains("code=H13", await router.Log.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(3, dynos.Sum(dyno => dyno.Connections));
        Assert.False(closing.IsFaulted);
    }

    /// <summary>Clients that ask one request after the other, half of them over a new connection each time.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task[] _clients;
        private int _answered;

        public Load(TestRouter router, Func<int, string> request) =>
            _clients = [.. Enumerable.Range(0, 8).Select(index => Task.Run(() => RunAsync(router, request(index), keepAlive: index < 4), Token))];

        /// <summary>Waits until so many more are answered; fails with the first that is not.</summary>
        public async Task AnsweredAsync(int more)
        {
            var target = Volatile.Read(ref _answered) + more;
            while (Volatile.Read(ref _answered) < target)
            {
                if (_clients.FirstOrDefault(client => client.IsCompleted) is { } ended)
                    await ended;
                await Task.Delay(1, Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_clients);
            _stop.Dispose();
        }

        private async Task RunAsync(TestRouter router, string request, bool keepAlive)
        {
            var client = await router.ConnectAsync();
            while (!_stop.IsCancellationRequested)
            {
                await client.SendAsync(request);
                var response = await client.ReadAsync();
                Assert.Equal("HTTP/1.1 200 OK", response?.Start);
                Interlocked.Increment(ref _answered);
                if (keepAlive)
                    continue;
                client.Dispose();
                client = await router.ConnectAsync();
            }
            client.Dispose();
        }
    }
}
