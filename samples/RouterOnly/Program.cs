// The router alone: static routes, no engine, no ASP.NET Core.
//   RouterOnly 8080 shop.localhost=127.0.0.1:5000 "*.shop.localhost=127.0.0.1:5000,127.0.0.1:5001"
//   RouterOnly 8080 --tls 8443 fullchain.pem privkey.pem shop.localhost=127.0.0.1:5000
using System.Net;
using Paas;

var rest = new Queue<string>(args);
var options = new RouterOptions().Listen(int.Parse(rest.Dequeue()));
if (rest.TryPeek(out var next) && next == "--tls")
{
    rest.Dequeue();
    options.ListenTls(int.Parse(rest.Dequeue()));
    options.Tls.Certificates.Default = RouterCertificate.FromPemFiles(rest.Dequeue(), rest.Dequeue());
}

var table = RouteMap.Empty;
foreach (var (host, addresses) in rest.Select(route => route.Split('=')).Select(parts => (parts[0], parts[1].Split(','))))
{
    var targets = addresses.Select((address, i) => new RouteTarget(Guid.NewGuid(), $"web.{i + 1}", IPEndPoint.Parse(address)));
    table = table.SetItem(host, new HttpRoute(Guid.NewGuid(), host, RouteStatus.Serving, [.. targets]));
}

await using var router = new HttpRouter(options, new ConsoleLog());
await router.UpdateAsync(new RouteTable(table), CancellationToken.None);
await router.StartAsync(CancellationToken.None);
Console.WriteLine($"Listening on {string.Join(", ", router.EndPoints)}. Press Enter to stop.");
await Console.In.ReadLineAsync();
await router.StopAsync(CancellationToken.None);

internal sealed class ConsoleLog : ILogSink
{
    public void Write(LogLine line) => Console.WriteLine(line.Message);
}
