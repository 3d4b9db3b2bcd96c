using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Forwarding;

namespace Paas.Exchanges;

/// <summary>The router without sockets and threads: one client, one dyno, one kept connection each.</summary>
internal sealed class InMemoryRouter : IDisposable
{
    private readonly MemoryConnection _client = new();
    private readonly MemoryConnection _dyno = new();
    private readonly ClientConnection _flow;

    public InMemoryRouter(ILogSink? sink)
    {
        Context = new RouterContext(new RouterOptions(), sink, TimeProvider.System, new Random(1), NullLogger.Instance, null, null);
        var target = new RouteTarget(Guid.NewGuid(), "web.1", new IPEndPoint(IPAddress.Loopback, 5000));
        var route = new HttpRoute(Guid.NewGuid(), "shop", RouteStatus.Serving, [target]);
        var table = new RouteTable(RouteMap.Empty.SetItem("shop.example.com", route));
        Context.Routes.Swap(table);
        var view = Context.Routes.View(table, Context.Routes.App(route, "shop.example.com"), route)!;
        view.Dynos[0].Pools.Of(null).Return(_dyno, -1, 0);
        var facts = new ClientFacts(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 4711), new IPEndPoint(IPAddress.Loopback, 80), isTls: false);
        _flow = new ClientConnection(Context, null, _client, facts);
        Context.Clients.TryAdd(_flow);
        // The flow runs inside Deliver only where no context is captured.
        SynchronizationContext.SetSynchronizationContext(null);
        _ = _flow.RunAsync();
    }

    public RouterContext Context { get; }

    /// <summary>One request to the dyno and its response back to the client; how many bytes both got.</summary>
    public long Exchange(ReadOnlySpan<byte> request, ReadOnlySpan<byte> response)
    {
        var (toDyno, toClient) = (_dyno.Sent, _client.Sent);
        _client.Deliver(request);
        if (_dyno.Sent == toDyno)
            throw new InvalidOperationException("The request did not reach the dyno.");
        _dyno.Deliver(response);
        if (_client.Sent - toClient < response.Length)
            throw new InvalidOperationException("The response did not reach the client.");
        return _dyno.Sent - toDyno + _client.Sent - toClient;
    }

    public void Dispose()
    {
        _flow.Abort();
        Context.Dispose();
    }
}
