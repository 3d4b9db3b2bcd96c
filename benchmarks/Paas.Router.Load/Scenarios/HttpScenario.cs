using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;

namespace Paas.Load.Scenarios;

/// <summary>GET requests by wrk.</summary>
internal sealed class HttpScenario(string name, string title, bool isTls, params string[] headers) : IScenario
{
    public string Name => name;

    public string Title => title;

    public Task<LoadResult> LoadAsync(Bed bed, PeerProcess peer, BodySize size, double seconds, CancellationToken cancellationToken)
    {
        var url = isTls
            ? new UriBuilder(Uri.UriSchemeHttps, Bed.Host, peer.TlsPort, size.Path)
            : new UriBuilder(Uri.UriSchemeHttp, Bed.Host, peer.Port, size.Path);
        return new Wrk(bed.Directory).RunAsync(url.Uri, seconds, headers, cancellationToken);
    }
}
