using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Paas.Harness;

namespace Paas.Samples;

/// <summary>The sample <c>RouterOnly</c>, run as the program that it is.</summary>
public sealed partial class RouterOnlyTests
{
    [Fact]
    public async Task Sample_ServesItsRoutes_PlainAndTls()
    {
        using var dyno = new TestDyno().Answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var leaf = TestCertificate.Leaf("app.localhost", "*.app.localhost");
        using var directory = new TemporaryDirectory();
        var chain = directory.Write("chain.pem", leaf.ExportCertificatePem() + "\n" + TestCertificate.Intermediate.ExportCertificatePem());
        using var ecdsa = leaf.GetECDsaPrivateKey()!;
        var key = directory.Write("key.pem", ecdsa.ExportPkcs8PrivateKeyPem());

        using var process = Start("0", "--tls", "0", chain, key, $"app.localhost={dyno.Target.Address}", $"*.app.localhost={dyno.Target.Address}");
        var listening = await ReadLineAsync(process);
        var ports = Ports().Matches(listening).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().ToArray();
        Assert.Equal(2, ports.Length);
        foreach (var (url, tls) in new[] { ($"http://app.localhost:{ports[0]}/", "false"), ($"https://www.app.localhost:{ports[1]}/", "true tls_version=tls1.3") })
        {
            using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = TlsClients.Trust() }, ConnectCallback = ConnectAsync };
            using var http = new HttpClient(handler);
            Assert.Equal("ok", await http.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken));
            Assert.EndsWith($" status=200 bytes=2 protocol=http1.1 tls={tls}", await ReadLineAsync(process), StringComparison.Ordinal);
        }
        await process.StandardInput.WriteLineAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, process.ExitCode);
    }

    private static Process Start(params string[] arguments)
    {
        var program = typeof(RouterOnlyTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RouterOnly").Value!;
        return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    private static async Task<string> ReadLineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60))
            ?? throw new EndOfStreamException("The sample has ended.");

    // Wherever the system resolves names below localhost to.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [GeneratedRegex(":([0-9]+)[,.]")]
    private static partial Regex Ports();
}
