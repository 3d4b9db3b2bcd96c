using Paas.Harness;

namespace Paas.Forwarding;

public sealed class ForwardingTests
{
    [Fact]
    public async Task Get_OneDyno_AnswersAndWritesLine()
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Answer("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, world!"));

        var response = await router.SendAsync("GET /x?y=1 HTTP/1.1\r\nHost: app.localhost\r\nX-Request-ID: 0123456789abcdef0123\r\n\r\n");

        Assert.Equal("HTTP/1.1 200 OK", response.Start);
        Assert.Equal("Hello, world!", response.Body);
        Assert.Equal("keep-alive", response["Connection"]);
        Assert.Equal("1.1 heroku-router", response["Via"]);
        var line = await router.Log.NextLineAsync();
        Assert.Equal(
            "at=info method=GET path=\"/x?y=1\" host=app.localhost request_id=0123456789abcdef0123 fwd=\"127.0.0.1\" "
            + "dyno=web.1 connect=0ms service=0ms status=200 bytes=13 protocol=http1.1 tls=false",
            line.Message);
        Assert.Equal((TestRouter.App, "heroku", "router"), (line.AppId, line.Source, line.Process));
    }
}
