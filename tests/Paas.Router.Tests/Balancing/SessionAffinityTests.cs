using System.Net;
using Paas.Harness;

namespace Paas.Balancing;

public sealed class SessionAffinityTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nSet-Cookie: own=1\r\nSet-Cookie: other=2\r\nContent-Length: 0\r\n\r\n";
    private static readonly RouteSettings Sticky = new() { SessionAffinity = true };

    [Fact]
    public async Task Cookie_IsOpaqueAndKeepsTheClientAtItsDyno()
    {
        using var one = new TestDyno("web.1").Answer(Ok);
        using var two = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(Sticky, one, two);
        var first = await router.GetAsync();
        Assert.Equal(3, first.Count("Set-Cookie"));
        var cookie = Cookie(first)!;
        Assert.Matches("^heroku-session-affinity=[0-9a-f]{48}; Path=/; HttpOnly$", cookie);
        foreach (var dyno in new[] { one, two })
            Assert.DoesNotContain(dyno.Target.DynoId.ToString("N")[..8], cookie, StringComparison.OrdinalIgnoreCase);

        var dynoOfFirst = Dyno(await router.Log.NextAsync());
        for (var i = 0; i < 10; i++)
        {
            var again = await SendAsync(router, $"a=b; {Pair(cookie)}; c=d");
            Assert.Null(Cookie(again));
            Assert.Equal(2, again.Count("Set-Cookie"));
            Assert.Equal(dynoOfFirst, Dyno(await router.Log.NextAsync()));
        }
    }

    [Fact]
    public async Task Cookie_IsPassedOnToTheDyno_AndFoundAmongSeveralFields()
    {
        using var dyno = new TestDyno("web.1").Echo();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(Sticky, dyno);
        var pair = Pair(Cookie(await router.GetAsync())!);
        var response = await router.SendAsync($"GET / HTTP/1.1\r\nHost: app.localhost\r\nCookie: a=b\r\nCookie: {pair}\r\n\r\n");
        Assert.Contains($"Cookie: {pair}", response.Body, StringComparison.Ordinal);
        Assert.Null(Cookie(response));
    }

    [Theory]
    [InlineData("heroku-session-affinity=")]
    [InlineData("heroku-session-affinity=zz3456789012345678901234567890123456789012345678")]
    [InlineData("heroku-session-affinity=000000000000000000000000000000000000000000000000")]
    [InlineData("heroku-session-affinity=123456789012345678901234567890123456789012345678")]
    [InlineData("heroku-session-affinitx=123456789012345678901234567890123456789012345678")]
    [InlineData(";;; ;")]
    public async Task Cookie_NotOurs_GetsANewOne(string pair)
    {
        using var dyno = new TestDyno("web.1").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(Sticky, dyno);
        Assert.NotNull(Cookie(await SendAsync(router, pair)));
    }

    [Fact]
    public async Task DynoGone_OrUnreachable_CookieIsReissued()
    {
        using var one = new TestDyno("web.1", listens: false);
        using var two = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(Sticky, one, two);
        // web.1 refuses, whatever the cookie says.
        var toOne = Pair(new SessionCookie(router, one).Text);
        var second = await SendAsync(router, toOne);
        Assert.Equal(200, second.Status);
        var toTwo = Pair(Cookie(second)!);
        Assert.NotEqual(toOne, toTwo);

        using var three = new TestDyno("web.3").Answer(Ok);
        await router.RouteAsync(Sticky, three);
        Assert.NotEqual(toTwo, Pair(Cookie(await SendAsync(router, toTwo))!));
    }

    [Fact]
    public async Task Tls_MakesItSecure_UpgradeCarriesIt()
    {
        using var dyno = new TestDyno("web.1").Answer("HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n");
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(Sticky, dyno);
        using var client = router.ConnectPipe(local: new IPEndPoint(IPAddress.Loopback, 443));
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
        var response = await client.ReadAsync();
        Assert.Equal(101, response!.Status);
        Assert.EndsWith("; Path=/; HttpOnly; Secure", Cookie(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SharedKey_IsHonouredByAnotherRouter()
    {
        using var one = new TestDyno("web.1").Answer(Ok);
        using var two = new TestDyno("web.2").Answer(Ok);
        var key = new byte[32];
        await using var first = await TestRouter.StartAsync(options => options.SessionAffinityKey = key);
        await using var second = await TestRouter.StartAsync(options => options.SessionAffinityKey = key);
        await first.RouteAsync(Sticky, one, two);
        await second.RouteAsync(Sticky, one, two);
        Assert.Null(Cookie(await SendAsync(second, Pair(Cookie(await first.GetAsync())!))));
    }

    [Theory]
    [InlineData(0.0, "web.1")]
    [InlineData(1.0, "web.2")]
    public async Task Split_AllOrNothing_GoesToOneSide(double share, string dyno)
    {
        using var stable = new TestDyno("web.1").Answer(Ok);
        using var canary = new TestDyno("web.2").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(Table(new RouteSettings { Split = new RouteSplit(8, share) }, stable.Target with { Release = 7 }, canary.Target with { Release = 8 }));
        for (var i = 0; i < 10; i++)
        {
            await router.GetAsync();
            Assert.Equal(dyno, Dyno(await router.Log.NextAsync()));
        }
    }

    [Fact]
    public async Task Split_Share_IsMet_AndAClientStaysOnItsSide()
    {
        using var stable = new TestDyno("web.1").Answer(Ok);
        using var canary = new TestDyno("web.2").Answer(Ok);
        using var canary2 = new TestDyno("web.3").Answer(Ok);
        await using var router = await TestRouter.StartAsync();
        var settings = Sticky with { Split = new RouteSplit(8, 0.25) };
        await router.RouteAsync(Table(settings, stable.Target with { Release = 7 }, canary.Target with { Release = 8 }));
        var cookies = new Dictionary<string, string>();
        var canaries = 0;
        for (var i = 0; i < 400; i++)
        {
            var response = await router.GetAsync();
            var dyno = Dyno(await router.Log.NextAsync());
            canaries += dyno == "web.2" ? 1 : 0;
            cookies[dyno] = Pair(Cookie(response)!);
        }
        Assert.InRange(canaries, 70, 130);

        // Its dyno is replaced; another one of the same release takes over.
        await router.RouteAsync(Table(settings, stable.Target with { Release = 7 }, canary2.Target with { Release = 8 }));
        for (var i = 0; i < 10; i++)
        {
            await SendAsync(router, cookies["web.2"]);
            Assert.Equal("web.3", Dyno(await router.Log.NextAsync()));
            await SendAsync(router, cookies["web.1"]);
            Assert.Equal("web.1", Dyno(await router.Log.NextAsync()));
        }

        // No dyno of its side is left: any will do.
        await router.RouteAsync(Table(settings, stable.Target with { Release = 7 }));
        Assert.Equal(200, (await SendAsync(router, cookies["web.2"])).Status);
    }

    private static RouteTable Table(RouteSettings settings, params RouteTarget[] targets) =>
        TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [.. targets]) { Settings = settings });

    private static Task<Message> SendAsync(TestRouter router, string cookie) =>
        router.SendAsync($"GET / HTTP/1.1\r\nHost: app.localhost\r\nCookie: {cookie}\r\n\r\n");

    private static string? Cookie(Message message) =>
        message.Headers.SingleOrDefault(header => header.Value.StartsWith("heroku-session-affinity=", StringComparison.Ordinal)).Value;

    private static string Pair(string cookie) => cookie.Split(';')[0];

    private static string Dyno(string line) => line.Split(" dyno=")[1].Split(' ')[0];

    /// <summary>The cookie that a router would give for a dyno.</summary>
    private sealed record SessionCookie(TestRouter Router, TestDyno Dyno)
    {
        public string Text
        {
            get
            {
                var output = new ByteBuffer();
                var dyno = TestDynos.Make("web.1");
                dyno.Affinity = Router.Options.SessionAffinity.OfDyno(Dyno.Target.DynoId);
                SessionAffinity.Write(output, dyno, isTls: false);
                return System.Text.Encoding.ASCII.GetString(output.Span)["Set-Cookie: ".Length..].Trim();
            }
        }
    }
}
