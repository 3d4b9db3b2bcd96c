using Paas.Harness;

namespace Paas.Errors.Table;

/// <summary>Brings failures about, over sockets.</summary>
internal static class Provoke
{
    public const string Fields = "Host: app.localhost\r\nX-Request-ID: 0123456789abcdef0123\r\n";
    public const string Get = "GET /x?y=1 HTTP/1.1\r\n" + Fields + "\r\n";
    private const string WebSocket = "GET /x?y=1 HTTP/1.1\r\n" + Fields + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    /// <summary>A route without dynos.</summary>
    public static async Task<ErrorCase> StatusAsync(string code, string how, RouteStatus status, int nominal = 0)
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(status);
        var request = router.SendAsync(Get);
        if (nominal > 0)
        {
            await router.HeldAsync();
            await router.AdvanceUntilAsync(request);
        }
        return ErrorCase.Of(code, how, await request, await router.Log.NextAsync(), nominal);
    }

    /// <summary>A request that is refused before any dyno is asked.</summary>
    public static async Task<ErrorCase> RequestAsync(string code, string how, string request, bool hasLine = true)
    {
        await using var router = await TestRouter.StartAsync(new TestDyno().Echo());
        var response = await router.SendAsync(request);
        // What is written is written before the answer can be read.
        Assert.True(hasLine || router.Log.Count == 0);
        return ErrorCase.Of(code, how, response, hasLine ? await router.Log.NextAsync() : "");
    }

    /// <summary>A dyno that gets the request and then does something.</summary>
    public static async Task<ErrorCase> DynoAsync(string code, string how, Func<Wire, Task> act, int nominal = 0, bool upgrade = false)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(upgrade ? WebSocket : Get);
        using var server = await dyno.AcceptedAsync();
        await server.ReadAsync();
        await act(server);
        var response = await router.AdvanceUntilAsync(ReadAsync(client), moves: nominal > 0);
        return ErrorCase.Of(code, how, response, await router.Log.NextAsync(), nominal);
    }

    /// <summary>A dyno that answers with these bytes.</summary>
    public static Task<ErrorCase> AnswerAsync(string code, string how, string answer) => DynoAsync(code, how, server => server.SendAsync(answer));

    /// <summary>A client that sends these bytes and then does something, while the dyno waits.</summary>
    public static async Task<ErrorCase> ClientAsync(string code, string how, string request, Action<Wire> act, int nominal = 0)
    {
        var dyno = new TestDyno();
        await using var router = await TestRouter.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(request);
        using var server = await dyno.AcceptedAsync();
        await server.ReadUntilAsync("\r\n\r\n");
        act(client);
        var line = await router.AdvanceUntilAsync(router.Log.NextAsync(), moves: nominal > 0);
        return ErrorCase.Of(code, how, nominal > 0 || line.Contains("H26", StringComparison.Ordinal) ? await client.ReadAsync() : null, line, nominal);
    }

    /// <summary>All that the client gets; what breaks off in the middle is as much as came.</summary>
    private static async Task<Message?> ReadAsync(Wire client)
    {
        try
        {
            var head = await client.ReadAsync(noBody: true);
            return head is null ? null : head with { Body = await client.ReadToEndOrPageAsync(head) };
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    // A page of the router has a length and is there in full; an answer of the dyno may end anywhere.
    private static async Task<string> ReadToEndOrPageAsync(this Wire client, Message head)
    {
        try
        {
            return head["Content-Length"] is { } length
                ? await client.ReadExactlyAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))
                : await client.ReadToEndAsync();
        }
        catch (EndOfStreamException)
        {
            return "";
        }
    }
}
