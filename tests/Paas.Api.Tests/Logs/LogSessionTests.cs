namespace Paas.Api.Tests.Logs;

public sealed class LogSessionTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_OfTheBacklog_EndsAtOnceAndAsksForNoWait()
    {
        await using var host = await ApiHost.StartWithShopAsync();

        var text = await ReadAsync(host, """{"lines":2}""");

        Assert.StartsWith("retry: 1\n\nid: ", text);
        Assert.Equal(2, Lines(text).Count);
    }

    [Theory]
    [InlineData("""{"lines":1500,"dyno":"web.1"}""", "app[web.1]", "heroku[web.1]")]
    [InlineData("""{"lines":1500,"dyno":"web"}""", "app[web.1]", "heroku[web.1]")]
    [InlineData("""{"lines":1500,"type":"web"}""", "app[web.1]", "heroku[web.1]")]
    [InlineData("""{"lines":1500,"source":"app","dyno":"web.1"}""", "app[web.1]")]
    [InlineData("""{"lines":1500,"source":"heroku"}""", "heroku[web.1]")]
    public async Task Session_WithFilters_HasOnlyThoseLines(string body, params string[] sources)
    {
        await using var host = await ApiHost.StartWithShopAsync();
        host.Paas.Driver.Find("web.1").Start();
        host.Paas.Driver.Find("web.1").Print("hello");
        await host.Paas.SettleAsync();

        var found = Lines(await ReadAsync(host, body)).Select(static line => line.Split(' ')[1].TrimEnd(':')).Distinct().Order();

        Assert.Equal(sources, found);
    }

    [Fact]
    public async Task Tail_AfterABreak_GoesOnBehindTheLastLineSeen()
    {
        await using var host = await ApiHost.StartWithShopAsync();
        var dyno = host.Paas.Driver.Find("web.1");
        foreach (var line in new[] { "one", "two", "three" })
            dyno.Print(line); // at the same instant of the clock
        await host.Paas.SettleAsync();
        var url = await BeginAsync(host, """{"lines":3,"tail":true,"source":"app","dyno":"web.1"}""");

        string seen;
        using (var first = await OpenAsync(url))
        {
            Assert.EndsWith("one", await NextAsync(first));
            (seen, var data) = await NextEventAsync(first);
            Assert.EndsWith("two", data);
        }

        using var second = await OpenAsync(url, seen);
        Assert.EndsWith("three", await NextAsync(second));
        dyno.Print("four");
        Assert.EndsWith("four", await NextAsync(second));
    }

    [Fact]
    public async Task Tail_WithoutLines_StaysAliveByComments()
    {
        await using var host = await ApiHost.StartWithShopAsync();
        using var tail = await OpenAsync(await BeginAsync(host, """{"lines":0,"tail":true,"source":"none"}"""));
        Assert.Equal(": ", await tail.ReadLineAsync(Stopping));
        Assert.Equal("", await tail.ReadLineAsync(Stopping));

        var comment = tail.ReadLineAsync(Stopping).AsTask();
        while (!comment.IsCompleted)
        {
            host.Paas.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(5, Stopping);
        }

        Assert.Equal(": ", await comment);
    }

    [Fact]
    public async Task Session_AfterItsTime_IsNotFound()
    {
        await using var host = await ApiHost.StartWithShopAsync();
        var url = await BeginAsync(host, "{}");
        host.Paas.Time.Advance(TimeSpan.FromMinutes(6));

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await http.GetAsync(url, Stopping);

        Assert.Equal(404, (int)response.StatusCode);
    }

    private static async Task<Uri> BeginAsync(ApiHost host, string body) =>
        new((await host.SendAsync("POST", "/apps/shop/log-sessions", body)).Expect(201).Json.GetProperty("logplex_url").GetString()!);

    private static async Task<string> ReadAsync(ApiHost host, string body)
    {
        using var reader = await OpenAsync(await BeginAsync(host, body));
        return await reader.ReadToEndAsync(Stopping);
    }

    /// <summary>As the client does: without a token.</summary>
    private static async Task<StreamReader> OpenAsync(Uri url, string? lastEventId = null)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Accept", "text/event-stream" } } };
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stopping);
        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        return new StreamReader(await response.Content.ReadAsStreamAsync(Stopping));
    }

    private static async Task<string> NextAsync(StreamReader reader) => (await NextEventAsync(reader)).Data;

    private static async Task<(string Id, string Data)> NextEventAsync(StreamReader reader)
    {
        var id = "";
        while (await reader.ReadLineAsync(Stopping) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, line[6..]);
        }

        throw new EndOfStreamException();
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => line[6..])];
}
