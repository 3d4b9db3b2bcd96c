using System.Net;
using System.Net.WebSockets;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Apps of real processes sleep between requests, and no request notices but by its time.</summary>
public sealed class SleepTests
{
    private const string App = "shop";
    private static readonly SleepPolicy _policy = new() { FreezeAfter = TimeSpan.FromSeconds(1), SleepAfter = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task Trickle_AtRandomTimesAroundTheTiers_LosesNoRequest()
    {
        Bash.Require("node");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);
        await platform.Platform.Apps.UpdateAsync(App, new AppUpdate { Sleep = _policy }, cancellationToken);

        // Gaps of up to four seconds, so that requests come before, while and after it freezes and falls asleep.
        var random = new Random(7);
        var end = TimeProvider.System.GetTimestamp();
        var requests = 0;
        while (TimeProvider.System.GetElapsedTime(end) < TimeSpan.FromSeconds(15))
        {
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() switch { < 0.5 => 0.9 + (random.NextDouble() * 0.4), < 0.8 => 2.9 + (random.NextDouble() * 0.4), _ => random.NextDouble() * 4 }), cancellationToken);
            await Task.WhenAll(Enumerable.Range(0, random.Next(1, 4)).Select(_ => RequestAsync(platform, ref requests)));
        }

        Assert.InRange(requests, 5, int.MaxValue);
        await platform.SeesLineAsync(App, "heroku[web.1]: State changed from up to idle");
        await RequestAsync(platform, ref requests);
        await platform.SeesLineAsync(App, "heroku[web.1]: Idling");
        await RequestAsync(platform, ref requests);

        var wakes = await platform.Platform.Releases.GetWakeTimesAsync(App, (await platform.CurrentAsync(App)).Version, cancellationToken);
        Assert.True(wakes.Frozen.Count + wakes.Asleep.Count >= 2, $"It was woken {wakes.Frozen.Count} + {wakes.Asleep.Count} times.");
        Assert.DoesNotContain(await platform.LogAsync(App), static line => line.Contains("code=H", StringComparison.Ordinal));
    }

    /// <summary>A slow request and an open WebSocket are requests that go on: the app stays awake for them, longer than one that has none.</summary>
    [Fact]
    public async Task Sleep_WithARequestOrWebSocketInFlight_Waits()
    {
        Bash.Require("node");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        source.With("server.js", source.Read("server.js") + """

            server.on('upgrade', (request, socket) => {
              const accept = require('crypto').createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
              socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
              socket.on('error', () => {});
            });
            """);
        await platform.DeployAsync(App, source);
        await platform.DeployAsync("idle", source);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(platform.UrlOf(App)) { Scheme = "ws" }.Uri, platform.Http, cancellationToken);
        foreach (var app in (string[])[App, "idle"])
            await platform.Platform.Apps.UpdateAsync(app, new AppUpdate { Sleep = _policy }, cancellationToken);

        Assert.StartsWith("one", await platform.GetAsync(App, "/slow"), StringComparison.Ordinal);
        await platform.SeesLineAsync("idle", "heroku[web.1]: Idling");
        Assert.Equal(DynoState.Up, Assert.Single(await platform.Platform.Dynos.ListAsync(App, cancellationToken)).State);

        socket.Abort();
        await platform.SeesLineAsync(App, "heroku[web.1]: State changed from up to idle");
    }

    private static Task RequestAsync(RealPlatform platform, ref int requests)
    {
        Interlocked.Increment(ref requests);
        return SendAsync(platform);
    }

    private static async Task SendAsync(RealPlatform platform)
    {
        using var response = await platform.Http.GetAsync(platform.UrlOf(App), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("one", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
