using System.Text.RegularExpressions;
using Paas.Load.Measuring;

namespace Paas.Load.Peers;

/// <summary>HAProxy of the distribution: one thread, kept connections both ways.</summary>
internal sealed partial class HaproxyPeer() : Peer("haproxy")
{
    public override async Task<string> GetVersionAsync(CancellationToken cancellationToken) =>
        Version().Match(await Tool.RunAsync(Tool.Pinned(0, "haproxy", ["-v"]), cancellationToken)).Groups[1].Value;

    public override async Task<PeerProcess> StartAsync(Bed bed, CancellationToken cancellationToken)
    {
        var port = Ports.Choose();
        var tlsPort = Ports.Choose();
        var directory = bed.CreateDirectory();
        var map = Path.Combine(directory, "hosts.map");
        await File.WriteAllLinesAsync(map, bed.Hosts.Select(host => $"{host} app"), cancellationToken);
        var file = Path.Combine(directory, "haproxy.cfg");
        await File.WriteAllTextAsync(file, Configure(bed, map, port, tlsPort), cancellationToken);
        return await StartNativeAsync(bed, "haproxy", ["-db", "-f", file], port, tlsPort, cancellationToken);
    }

    private static string Configure(Bed bed, string map, int port, int tlsPort) =>
        $$"""
        global
          nbthread 1
          tune.bufsize 65536
          # Room for 10,000 idle clients also where the limit of descriptors is below two for every client.
          no strict-limits
          maxconn 12000
          ssl-default-bind-options ssl-min-ver TLSv1.2
        defaults
          mode http
          option http-keep-alive
          option splice-response
          timeout connect 5s
          timeout client 55s
          timeout server 55s
          timeout tunnel 55s
          timeout http-request 60s
          timeout http-keep-alive 60s
        frontend web
          bind 127.0.0.1:{{port}} backlog 4096
          bind 127.0.0.1:{{tlsPort}} ssl crt {{bed.Certificate}} backlog 4096
          option forwardfor
          unique-id-format %{+X}o%ci%cp%fi%fp%Ts%rt%pid
          http-request set-header X-Request-ID %[unique-id] unless { req.hdr(X-Request-ID) -m found }
          http-request set-header X-Forwarded-Proto https if { ssl_fc }
          http-request set-header X-Forwarded-Proto http unless { ssl_fc }
          http-request set-header X-Forwarded-Port %[dst_port]
          http-request add-header Via "1.1 haproxy"
          http-response add-header Via "1.1 haproxy"
          use_backend %[req.hdr(host),host_only,lower,map_str({{map}},none)]
        backend app
          balance leastconn
          http-reuse always
          {{string.Join("\n  ", bed.Backends.Select(backend => $"server web{backend} 127.0.0.1:{backend} pool-max-conn 256"))}}
        backend none
          http-request return status 404

        """;

    [GeneratedRegex(@"version (\S+)")]
    private static partial Regex Version();
}
