using System.Text.RegularExpressions;
using Paas.Load.Measuring;

namespace Paas.Load.Peers;

/// <summary>nginx of the distribution: one worker, kept connections both ways, responses buffered in memory.</summary>
internal sealed partial class NginxPeer() : Peer("nginx")
{
    public override async Task<string> GetVersionAsync(CancellationToken cancellationToken) =>
        Version().Match(await Tool.RunAsync(Tool.Pinned(0, "nginx", ["-v"]), cancellationToken)).Groups[1].Value;

    public override async Task<PeerProcess> StartAsync(Bed bed, CancellationToken cancellationToken)
    {
        var port = Ports.Choose();
        var tlsPort = Ports.Choose();
        var directory = bed.CreateDirectory();
        var file = Path.Combine(directory, "nginx.conf");
        await File.WriteAllTextAsync(file, Configure(bed, directory, port, tlsPort), cancellationToken);
        return await StartNativeAsync(bed, "nginx", ["-p", directory, "-e", "stderr", "-c", file], port, tlsPort, cancellationToken);
    }

    private static string Configure(Bed bed, string directory, int port, int tlsPort) =>
        $$"""
        daemon off;
        user {{Environment.UserName}};
        worker_processes 1;
        worker_rlimit_nofile 40000;
        pid {{directory}}/nginx.pid;
        error_log stderr crit;
        events { worker_connections 20000; }
        http {
          access_log off;
          server_tokens off;
          keepalive_requests 1000000000;
          keepalive_timeout 60s;
          map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
          map $http_x_request_id $id { default $http_x_request_id; '' $request_id; }
          upstream app {
            {{string.Concat(bed.Backends.Select(backend => $"server 127.0.0.1:{backend}; "))}}
            keepalive 256;
            keepalive_requests 1000000000;
          }
          server {
            listen 127.0.0.1:{{port}} default_server backlog=4096;
            server_name _;
            return 404;
          }
          server {
            listen 127.0.0.1:{{port}};
            listen 127.0.0.1:{{tlsPort}} ssl backlog=4096;
            server_name {{string.Join(' ', bed.Hosts)}};
            ssl_certificate {{bed.Certificate}};
            ssl_certificate_key {{bed.Certificate}};
            ssl_protocols TLSv1.2 TLSv1.3;
            ssl_session_cache shared:tls:10m;
            location / {
              proxy_pass http://app;
              proxy_http_version 1.1;
              proxy_buffer_size 16k;
              proxy_buffers 16 64k;
              proxy_busy_buffers_size 256k;
              proxy_max_temp_file_size 0;
              proxy_set_header Host $host;
              proxy_set_header Connection $connection_upgrade;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Port $server_port;
              proxy_set_header X-Request-ID $id;
              proxy_set_header Via "1.1 nginx";
              add_header Via "1.1 nginx";
            }
          }
        }
        """;

    [GeneratedRegex(@"nginx/(\S+)")]
    private static partial Regex Version();
}
