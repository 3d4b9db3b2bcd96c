using System.Runtime.CompilerServices;
using Paas.Harness;

namespace Paas.Routing;

/// <summary>Tables change while requests run.</summary>
public sealed class RouteChangeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_ThousandTablesUnderTraffic_NoRequestFails()
    {
        using var one = new TestDyno("web.1").Answer(Ok);
        using var two = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        var others = RouteMap.Create(Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"h{i}.localhost", Route(Guid.NewGuid(), one))));
        var hosts = others.SetItem("app.localhost", Route(TestRouter.App, one)).SetItem("*.wild.localhost", Route(Guid.NewGuid(), two));
        await router.RouteAsync(new RouteTable(hosts));
        using var done = new CancellationTokenSource();
        var answers = Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var clients = answers.Select((first, i) => RequestAsync(router, i % 2 == 0 ? "app.localhost" : "a.wild.localhost", first, done.Token)).ToList();
        // On a busy machine all changes could be over before the first request.
        await Task.WhenAll(answers.Select(static first => first.Task)).WaitAsync(TimeSpan.FromSeconds(30), Token);

        for (var change = 0; change < 1000; change++)
        {
            // The app in use moves between dynos, another comes and goes.
            TestDyno[][] sets = [[one], [one, two], [two]];
            hosts = hosts.SetItem("app.localhost", Route(TestRouter.App, sets[change % 3]));
            hosts = change % 2 == 0 ? hosts.Remove($"h{change % 1000}.localhost") : hosts.SetItem($"n{change}.localhost", Route(Guid.NewGuid(), two));
            await router.RouteAsync(new RouteTable(hosts));
            if (change % 3 == 2)
                await router.Router.DrainAsync(one.Target.DynoId, Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
            await Task.Yield();
        }
        await done.CancelAsync();
        foreach (var client in clients)
            Assert.True(await client.WaitAsync(TimeSpan.FromSeconds(30), Token) > 0);
    }

    [Fact]
    public async Task Update_IdleConnection_KeepsNoOldTableAlive()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        var old = Publish(router, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        Assert.Equal(200, (await client.ReadAsync())!.Status);
        Assert.True(old.IsAlive);

        await router.RouteAsync(RouteTable.Empty);
        // The client has its answer some moments before the flow has come to rest.
        for (var i = 0; i < 10_000 && old.IsAlive; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            await Task.Delay(1, Token);
        }
        Assert.False(old.IsAlive);
    }

    [Fact]
    public async Task Check_DynoOfSeveralHosts_IsKnownUntilTheLastIsGone()
    {
        using var one = new TestDyno("web.1").Answer(Ok);
        using var two = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        var route = Route(TestRouter.App, one);
        var hosts = RouteMap.Empty.SetItem("a.localhost", route).SetItem("b.localhost", route);
        await router.RouteAsync(new RouteTable(hosts));
        Assert.Null(await CheckAsync(router, one));
        Assert.NotNull(await CheckAsync(router, two));

        hosts = hosts.Remove("a.localhost");
        await router.RouteAsync(new RouteTable(hosts));
        Assert.Null(await CheckAsync(router, one));

        hosts = hosts.SetItem("b.localhost", Route(TestRouter.App, one, two));
        await router.RouteAsync(new RouteTable(hosts));
        Assert.Null(await CheckAsync(router, one));
        Assert.Null(await CheckAsync(router, two));

        await router.RouteAsync(new RouteTable(hosts.SetItem("b.localhost", Route(TestRouter.App, two))));
        Assert.NotNull(await CheckAsync(router, one));
        Assert.Null(await CheckAsync(router, two));
    }

    [Fact]
    public async Task Update_HeldRequestsOfManyHosts_OnlyTheChangedGoOn()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        var hosts = RouteMap.Empty.SetItem("a.localhost", Starting()).SetItem("b.localhost", Starting());
        await router.RouteAsync(new RouteTable(hosts));
        var waiting = router.GetAsync(host: "b.localhost");
        Task<Message>[] answered = [router.GetAsync(host: "a.localhost"), router.GetAsync(host: "a.localhost")];
        while (router.Router.Context.Held.Count < 3)
            await Task.Delay(1, Token);

        hosts = hosts.SetItem("a.localhost", Route(hosts["a.localhost"].AppId, dyno));
        await router.RouteAsync(new RouteTable(hosts));
        foreach (var message in await Task.WhenAll(answered))
            Assert.Equal(200, message.Status);
        Assert.Equal(1, router.Router.Context.Held.Count);

        await router.RouteAsync(new RouteTable(hosts.Remove("b.localhost")));
        Assert.Equal(404, (await waiting).Status);
        Assert.Equal(0, router.Router.Context.Held.Count);
    }

    // In a frame of its own, so that no local keeps the table.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Publish(TestRouter router, TestDyno dyno)
    {
        var table = TestRouter.Table("app.localhost", Route(TestRouter.App, dyno));
        router.Router.Context.Routes.Swap(table);
        return new WeakReference(table.Hosts);
    }

    private static async Task<int> RequestAsync(TestRouter router, string host, TaskCompletionSource first, CancellationToken done)
    {
        using var client = await router.ConnectAsync();
        var count = 0;
        for (; !done.IsCancellationRequested; count++)
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
            Assert.Equal(200, (await client.ReadAsync())?.Status);
            first.TrySetResult();
        }
        return count;
    }

    private static async Task<string?> CheckAsync(TestRouter router, TestDyno dyno) => await router.Router.CheckAsync(dyno.Target.DynoId, Token);

    private static HttpRoute Starting() => new(Guid.NewGuid(), "app", RouteStatus.Starting, []);

    private static HttpRoute Route(Guid app, params TestDyno[] dynos) =>
        new(app, "app", RouteStatus.Serving, [.. dynos.Select(dyno => dyno.Target)]);
}
