using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;

namespace Paas.Load.Scenarios;

/// <summary>Messages that the backend echoes; a request is one message there and back.</summary>
internal sealed class WebSocketScenario : IScenario
{
    public string Name => "websocket";

    public string Title => "WebSocket echo";

    public async Task<LoadResult> LoadAsync(Bed bed, PeerProcess peer, BodySize size, double seconds, CancellationToken cancellationToken)
    {
        var start = Tool.Own(
            LoadOptions.LoadCore, "websocket-load", "--host", Bed.Host, "--port", $"{peer.Port}", "--size", $"{size.Bytes}",
            "--connections", $"{LoadOptions.Connections}", "--seconds", $"{Math.Ceiling(seconds)}");
        return LoadResult.Parse(await Tool.RunAsync(start, cancellationToken));
    }
}
