using System.Text;
using Paas.Harness;

namespace Paas.Forwarding;

/// <summary>Bodies that are larger than every buffer on their way, on event loops (which move them in the kernel) and on the thread pool.</summary>
public sealed class LargeBodyTests
{
    private const int Size = 8 * 1024 * 1024;
    private static readonly byte[] Body = MakeBody();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Response_Large_ArrivesWholeAndKeepsBothConnections(int loops)
    {
        using var dyno = new TestDyno();
        await using var router = await StartAsync(loops, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET /a HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
        var sending = server.SendAsync(Body);
        var response = await client.ReadAsync();
        await sending;

        Assert.True(Encoding.Latin1.GetBytes(response!.Body).AsSpan().SequenceEqual(Body));
        Assert.Contains($" status=200 bytes={Size} ", await router.Log.NextAsync(), StringComparison.Ordinal);

        await client.SendAsync("GET /b HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        Assert.StartsWith("GET /b ", (await server.ReadAsync())!.Start, StringComparison.Ordinal);
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal("ok", (await client.ReadAsync())!.Body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Request_Large_ArrivesWhole(int loops)
    {
        using var dyno = new TestDyno();
        await using var router = await StartAsync(loops, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: {Size}\r\n\r\n");
        var sending = client.SendAsync(Body);
        using var server = await dyno.AcceptedAsync();
        var request = await server.ReadAsync();
        await sending;
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        Assert.True(Encoding.Latin1.GetBytes(request!.Body).AsSpan().SequenceEqual(Body));
        Assert.Equal("ok", (await client.ReadAsync())!.Body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Response_DynoDiesInTheMiddle_IsCutOffAndSaid(int loops)
    {
        using var dyno = new TestDyno();
        await using var router = await StartAsync(loops, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
        var sending = server.SendAsync(Body[..(Size / 2)]);
        await client.SkipAsync(Size / 4);
        await sending;
        server.EndOutput();

        Assert.InRange((await client.ReadToEndAsync()).Length, 1, Size / 2);
        Assert.Contains("sock=backend at=error code=H18 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Response_ClientGoesInTheMiddle_ClosesDynoConnection(int loops)
    {
        using var dyno = new TestDyno();
        await using var router = await StartAsync(loops, dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await server.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
        var sending = server.SendAsync(Body[..(Size / 2)]);
        await client.SkipAsync(Size / 4);
        client.Reset();

        await sending.ContinueWith(static _ => { }, TaskScheduler.Default); // cut off or just done, as the buffers fall
        Assert.True(await server.IsClosedAsync());
        Assert.Contains("sock=client at=warning code=H27 ", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    private static async Task<TestRouter> StartAsync(int loops, TestDyno dyno)
    {
        var router = await TestRouter.StartAsync(options => options.EventLoops = EventLoop.IsSupported ? loops : 0);
        await router.RouteAsync(RouteStatus.Serving, dyno);
        return router;
    }

    // Neighbouring bytes and pages differ, so that one lost or moved is seen.
    private static byte[] MakeBody()
    {
        var body = new byte[Size];
        new Random(7).NextBytes(body);
        return body;
    }
}
