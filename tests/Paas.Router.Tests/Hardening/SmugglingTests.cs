using Paas.Harness;

namespace Paas.Hardening;

/// <summary>What becomes of each known vector, over sockets, as a strict reader behind the router sees it.</summary>
public sealed class SmugglingTests
{
    public static TheoryData<string> Names => [.. SmugglingVector.All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Vector_IsRefusedOrForwardedAsOne(string name)
    {
        var vector = SmugglingVector.All.Single(vector => vector.Name == name);
        using var dyno = new RecordingDyno();
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target])));
        using var client = await router.ConnectAsync();
        await client.SendAsync(vector.Request);

        var response = await client.ReadAsync();
        Assert.Equal(vector.Status, response!.Status);
        for (var i = 1; i < vector.Forwarded; i++)
            Assert.Equal(200, (await client.ReadAsync())!.Status);
        if (vector.Status != 200)
        {
            Assert.Equal("close", response["Connection"]);
            client.EndOutput();
            // Not one answer more: what follows in the bytes is no request.
            Assert.True(await client.IsClosedAsync());
        }
        var streams = dyno.Streams();
        Assert.Equal(vector.Forwarded, streams.Sum(stream => stream.Messages.Count));
        // A body that broke off leaves nothing or the beginning of a request.
        Assert.All(streams, stream => Assert.True(stream.Rest == HttpParseStatus.Done || (vector.Status != 200 && stream.Rest == HttpParseStatus.NeedMore)));
        foreach (var head in streams.SelectMany(stream => stream.Messages).Select(message => message.Head))
        {
            Assert.Single(head.Values("host"), "app.localhost");
            Assert.Single(head.Values("x-forwarded-for"), "127.0.0.1");
            Assert.DoesNotContain(head.Headers, line => line.Contains('_', StringComparison.Ordinal));
            Assert.DoesNotContain(head.Headers, line => line.Contains("h2c", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", 200, "ok")]
    [InlineData("HTTP/1.1 204 No\r\nContent-Length: 42\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", 204, "")]
    [InlineData("HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 502, null)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 502, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok", 502, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok", 502, null)]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\nContent-Length: 2\r\n\r\nok", 503, null)]
    [InlineData("HTTP/1.1 200 O\rK\r\nContent-Length: 2\r\n\r\nok", 503, null)]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n\tContent-Length: 2\r\n\r\nok", 503, null)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 503, null)]
    public async Task Response_OfOddFraming_SplitsNothing(string answer, int status, string? body)
    {
        using var dyno = new RecordingDyno(answer);
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [dyno.Target])));
        using var client = await router.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n");
            var response = await client.ReadAsync();
            Assert.Equal(status, response!.Status);
            Assert.True(body is null ? response.Body.Contains("<title>", StringComparison.Ordinal) : response.Body == body);
            Assert.True(status != 204 || (response["Content-Length"] is null && response["Transfer-Encoding"] is null));
            await router.Log.NextAsync();
        }
        // Whatever lies behind an answer makes its connection useless.
        Assert.Equal(3, dyno.Streams().Count);
    }

    [Fact]
    public async Task ConnectionField_TooLong_IsRefused()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var nominated = string.Join(',', Enumerable.Range(0, 300).Select(i => $"x{i}"));
        Assert.Equal(400, (await router.SendAsync($"GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: {nominated}\r\n\r\n")).Status);
        Assert.Equal(200, (await router.SendAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: a, b, c\r\n\r\n")).Status);
    }
}
