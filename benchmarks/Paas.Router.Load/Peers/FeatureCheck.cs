using System.Net;
using System.Net.Http.Headers;

namespace Paas.Load.Peers;

/// <summary>Makes sure that all proxies do the same work before their cost is compared.</summary>
internal static class FeatureCheck
{
    /// <exception cref="InvalidOperationException">The proxy lacks a feature; the message names it.</exception>
    public static async Task RunAsync(PeerProcess peer, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var response = await GetAsync(client, peer, null, cancellationToken);
        Require(peer, response.StatusCode == HttpStatusCode.OK, "routing by host");
        Require(peer, response.Headers.Via.Count == 1, "Via in the response");

        // The backend answers with the head that it got.
        var lines = (await response.Content.ReadAsStringAsync(cancellationToken)).Split("\r\n");
        Require(peer, Find(lines, "X-Forwarded-For").Contains(IPAddress.Loopback.ToString(), StringComparison.Ordinal), "X-Forwarded-For");
        Require(peer, Find(lines, "X-Forwarded-Proto") == Uri.UriSchemeHttp, "X-Forwarded-Proto");
        Require(peer, Find(lines, "X-Forwarded-Port") == $"{peer.Port}", "X-Forwarded-Port");
        Require(peer, Find(lines, "X-Request-ID").Length > 0, "X-Request-ID");
        Require(peer, ViaHeaderValue.TryParse(Find(lines, "Via"), out _), "Via in the request");

        using var stray = await GetAsync(client, peer, "nowhere.example.com", cancellationToken);
        Require(peer, stray.StatusCode == HttpStatusCode.NotFound, "404 for an unknown host");
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, PeerProcess peer, string? host, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(Uri.UriSchemeHttp, Bed.Host, peer.Port, "/head").Uri);
        request.Headers.Host = host;
        return await client.SendAsync(request, cancellationToken);
    }

    private static string Find(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";

    private static void Require(PeerProcess peer, bool isMet, string feature)
    {
        if (!isMet)
            throw new InvalidOperationException($"{peer.Peer.Name} lacks {feature}; it cannot be compared.");
    }
}
